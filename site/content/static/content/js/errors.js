// A form that came back with errors starts at their summary.
document.querySelector(".error-summary")?.focus();
