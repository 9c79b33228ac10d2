// The list of days and hours that a field of the desk opens lies over what is below it; Escape puts it away (WCAG 1.4.13).
"use strict";
document.addEventListener("keydown", (event) => {
  const field = window.jQuery && event.key === "Escape" && window.jQuery(event.target);
  if (field && field.data("xdsoft_datetimepicker")) field.datetimepicker("hide");
});
