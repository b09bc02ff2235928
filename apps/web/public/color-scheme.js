// Runs before the first paint, so that a chosen scheme that differs from the system's does not flash.
const chosen = localStorage.getItem('ims-color-scheme');
if (chosen === 'light' || chosen === 'dark') document.querySelector('meta[name=color-scheme]').content = chosen;
