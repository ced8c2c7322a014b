// Presses the button for who has just opened a personal link.

document.querySelector("[data-enter]").submit();
