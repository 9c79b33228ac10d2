# Says of each mail named on the command line what Mail::DKIM finds: a second verifier, in another language.
# The first argument is a file with the lines of a zone, which stand in the place of DNS.
use strict;
use warnings;
use Mail::DKIM::Verifier;
use Net::DNS::RR;

my ($zone, @mails) = @ARGV;
open my $lines, '<', $zone or die "no zone";
my @records = map { Net::DNS::RR->new($_) } grep { /\S/ && !/^;/ } <$lines>;
{
    no warnings qw(redefine once);
    *Mail::DKIM::DNS::query = sub {
        my ($name, $type) = @_;
        return grep { lc $_->name eq lc $name && $_->type eq $type } @records;
    };
}
for my $path (@mails) {
    open my $mail, '<:raw', $path or die "no mail";
    my $verifier = Mail::DKIM::Verifier->new;
    $verifier->PRINT($_) while <$mail>;
    $verifier->CLOSE;
    print $verifier->result_detail, "\n";
}
