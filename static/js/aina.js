// Small comforts. The site works in full without this file.
// A button that was pressed cannot be pressed again by mistake while the answer is on its way. The server would not mind; the visitor might.
document.addEventListener("submit", (event) => {
	const form = event.target;
	if (form.method !== "post") return;
	if (form.dataset.sent) { event.preventDefault(); return; }
	form.dataset.sent = "1";
	form.setAttribute("aria-busy", "true");
});
addEventListener("pageshow", () => { for (const form of document.querySelectorAll("form[data-sent]")) { delete form.dataset.sent; form.removeAttribute("aria-busy"); } });

// An open filter closes by Escape or a click beside it.
const close = (except) => { for (const box of document.querySelectorAll("details.filter[open]")) if (box !== except) box.open = false; };
document.addEventListener("click", (event) => close(event.target.closest("details.filter")));
document.addEventListener("keydown", (event) => {
	if (event.key !== "Escape") return;
	const box = event.target.closest?.("details.filter[open]");
	close(null);
	box?.querySelector("summary").focus();
});

// The open category is in view in the row of categories.
const current = document.querySelector(".cats [aria-current]");
if (current) { const row = current.closest("ul"); row.scrollLeft = current.offsetLeft - row.offsetLeft - 16; }
