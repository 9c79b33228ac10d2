// The list of days and hours that a field of the desk opens lies over what is below it. It goes when one leaves the field,
// by whatever way, and Escape puts it away without leaving (WCAG 1.4.13). Wagtail's own stays: with the keyboard one would
// go on under it. It opens a moment after the focus came, so who is quick is answered twice.
"use strict";
const opened = new Set(); // fields that had their list shown
const MOMENT = 250; // ms, longer than it waits before it opens
const hasList = (field) => window.jQuery && window.jQuery(field).data("xdsoft_datetimepicker");
const hide = (field) => window.jQuery(field).datetimepicker("hide");

const putAway = (field) => {
  hide(field);
  setTimeout(() => hide(field), MOMENT);
};
const leave = (field) => {
  hide(field);
  setTimeout(() => document.activeElement !== field && hide(field), MOMENT);
};
document.addEventListener("focusin", (event) => {
  const inList = event.target.closest(".xdsoft_datetimepicker");
  for (const field of opened) if (field !== event.target && !inList) leave(field);
  if (hasList(event.target)) opened.add(event.target);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && hasList(event.target)) putAway(event.target);
  if (event.key === "Tab" && hasList(event.target)) leave(event.target);
});
