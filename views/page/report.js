"use strict";
/* Tables sort by a click on a column's head; a box above a long one keeps the rows that match. */
for (const table of document.querySelectorAll("table.sort")) {
	const body = table.tBodies[0];
	const heads = [...table.tHead.rows[table.tHead.rows.length - 1].cells];
	const value = (row, i) => {
		const cell = row.cells[i];
		return cell.dataset.v !== undefined ? Number(cell.dataset.v) : cell.textContent.trim();
	};
	heads.forEach((head, i) => {
		const button = document.createElement("button");
		button.append(...head.childNodes);
		head.append(button);
		head.setAttribute("aria-sort", "none");
		button.onclick = () => {
			const numeric = head.classList.contains("n");
			const was = head.getAttribute("aria-sort");
			const down = was === "none" ? numeric : was === "ascending";
			heads.forEach((h) => h.setAttribute("aria-sort", "none"));
			head.setAttribute("aria-sort", down ? "descending" : "ascending");
			const rows = [...body.rows].map((row, at) => ({ row, at, v: value(row, i) }));
			rows.sort((a, b) => {
				const order = typeof a.v === "number" && typeof b.v === "number"
					? a.v - b.v
					: String(a.v).localeCompare(String(b.v), "en", { numeric: true });
				return (down ? -order : order) || a.at - b.at;
			});
			body.append(...rows.map((r) => r.row));
		};
	});
	if (body.rows.length < 25)
		continue;
	const tools = document.createElement("div"), box = document.createElement("input");
	const count = document.createElement("span");
	const show = () => {
		const want = box.value.trim().toLowerCase();
		let n = 0;
		for (const row of body.rows) {
			row.hidden = !row.textContent.toLowerCase().includes(want);
			n += !row.hidden;
		}
		count.textContent = `${n} of ${body.rows.length} rows`;
	};
	tools.className = "tools";
	box.type = "search";
	box.placeholder = "Keep rows that contain...";
	box.setAttribute("aria-label", "Keep rows that contain");
	box.oninput = show;
	count.setAttribute("aria-live", "polite");
	tools.append(box, count);
	table.parentElement.before(tools);
	show();
}
