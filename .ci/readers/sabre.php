<?php
// What sabre/vobject (the parser of Nextcloud, ownCloud and Baikal) reads in calendar files.
// usage: php .ci/readers/sabre.php FOLDER > seen.json      with Debian's php-sabre-vobject
// Gives {file: {uid: {start, end, status, sequence}}}; moments in UTC, whole days as dates. Any warning ends it.

error_reporting(E_ALL & ~E_DEPRECATED); // Debian's version is older than its PHP
set_error_handler(function ($level, $words) { throw new ErrorException($words); }, error_reporting());
require 'Sabre/VObject/autoload.php';

function said($property)
{
    $moment = $property->getDateTime();
    if (!$property->hasTime()) {
        return $moment->format('Y-m-d');
    }
    return (clone $moment)->setTimezone(new DateTimeZone('UTC'))->format('Y-m-d\TH:i:s\Z');
}

function read($text)
{
    $seen = [];
    foreach (Sabre\VObject\Reader::read($text)->VEVENT ?? [] as $event) {
        $seen[(string) $event->UID] = [
            'start' => said($event->DTSTART),
            'end' => said($event->DTEND),
            'status' => (string) $event->STATUS,
            'sequence' => (int) (string) $event->SEQUENCE,
        ];
    }
    return (object) $seen;
}

$all = [];
foreach (glob($argv[1] . '/*.ics') as $path) {
    $all[basename($path)] = read(file_get_contents($path));
}
echo json_encode((object) $all, JSON_THROW_ON_ERROR);
