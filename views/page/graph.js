"use strict";
(() => {
const data = JSON.parse(document.getElementById("data").textContent);
const stage = document.querySelector("main");
const svg = stage.querySelector("svg");
const tip = document.getElementById("tip");
const panel = document.querySelector("aside");
const search = document.getElementById("search");
const results = document.getElementById("results");

/* ---- pan and zoom: the viewBox moves, the drawing does not */
const full = svg.viewBox.baseVal;
const home = { x: full.x, y: full.y, w: full.width, h: full.height };
let view = { ...home };
svg.removeAttribute("width");
svg.removeAttribute("height");
svg.setAttribute("preserveAspectRatio", "xMidYMid meet");

function show(next) {
	const w = Math.min(Math.max(next.w, home.w / 60), home.w * 3);
	const h = w * next.h / next.w;
	view = { x: next.x, y: next.y, w, h };
	svg.setAttribute("viewBox", `${view.x} ${view.y} ${view.w} ${view.h}`);
}
function scale() { /* user units a pixel */
	const box = stage.getBoundingClientRect();
	return Math.max(view.w / box.width, view.h / box.height);
}
function at(px, py) {
	const box = stage.getBoundingClientRect(), k = scale();
	return {
		x: view.x + view.w / 2 + (px - box.left - box.width / 2) * k,
		y: view.y + view.h / 2 + (py - box.top - box.height / 2) * k,
	};
}
function zoom(factor, px, py) {
	const box = stage.getBoundingClientRect();
	const p = at(px ?? box.left + box.width / 2, py ?? box.top + box.height / 2);
	const f = Math.min(Math.max(factor, home.w / 60 / view.w), home.w * 3 / view.w);
	show({ x: p.x + (view.x - p.x) * f, y: p.y + (view.y - p.y) * f, w: view.w * f,
	       h: view.h * f });
}
function pan(dx, dy) { show({ ...view, x: view.x + dx, y: view.y + dy }); }
/* All of it; of a tall one as much of its width as keeps the text readable, from the top. */
function fit() {
	const box = stage.getBoundingClientRect(), largest = .72; /* points a pixel */
	const tall = home.h / box.height > 1.35 && home.h / box.height > home.w / box.width;
	const k = Math.max(largest, tall ? home.w / box.width : Math.max(home.w / box.width,
									home.h / box.height));
	const w = box.width * k, h = box.height * k;
	show({ x: home.x - (w - home.w) / 2, y: tall ? home.y : home.y - (h - home.h) / 2, w, h });
}

stage.addEventListener("wheel", (e) => {
	e.preventDefault();
	if (e.shiftKey)
		pan((e.deltaX || e.deltaY) * scale(), 0);
	else
		zoom(Math.exp(Math.max(-60, Math.min(60, e.deltaY)) / 250), e.clientX, e.clientY);
}, { passive: false });
const fingers = new Map();
let moved = 0;
stage.addEventListener("pointerdown", (e) => {
	fingers.set(e.pointerId, e);
	moved = 0;
});
window.addEventListener("pointermove", (e) => {
	const before = fingers.get(e.pointerId);
	if (!before)
		return;
	const others = [...fingers.values()].filter((f) => f.pointerId !== e.pointerId);
	const dx = e.clientX - before.clientX, dy = e.clientY - before.clientY;
	moved += Math.abs(dx) + Math.abs(dy);
	if (others.length) {
		const o = others[0];
		const was = Math.hypot(before.clientX - o.clientX, before.clientY - o.clientY);
		const is = Math.hypot(e.clientX - o.clientX, e.clientY - o.clientY);
		zoom(was / Math.max(is, 1), o.clientX, o.clientY);
	} else {
		pan(-dx * scale(), -dy * scale());
		stage.classList.toggle("drag", moved > 4);
	}
	fingers.set(e.pointerId, e);
});
for (const end of ["pointerup", "pointercancel"])
	window.addEventListener(end, (e) => {
		fingers.delete(e.pointerId);
		stage.classList.remove("drag");
	});

/* ---- the things drawn */
const drawn = new Map(); /* node number -> element */
const number = new Map();
const touching = data.nodes.map(() => []);
data.edges.forEach((e, i) => {
	touching[e.from].push(i);
	touching[e.to].push(i);
});
data.nodes.forEach((n, i) => {
	const el = n && (document.getElementById("n" + i) || document.getElementById("a_n" + i));
	if (!el)
		return;
	drawn.set(i, el);
	number.set(el, i);
	el.classList.add("thing");
	el.setAttribute("tabindex", "0");
	el.setAttribute("role", "button");
	el.setAttribute("aria-label", n.name + ", " + n.detail);
});
/* Our own tooltips take the place of the drawing's. */
svg.querySelectorAll("title").forEach((t) => t.remove());
svg.querySelectorAll("a").forEach((a) => {
	a.removeAttribute("xlink:title");
	a.removeAttribute("xlink:href");
});

function describe(n) {
	let text = n.name + (n.detail ? "\n" + n.detail : "");
	for (const list of n.lists) {
		if (!list.items.length)
			continue;
		text += "\n" + list.title + ":";
		for (const item of list.items.slice(0, 12))
			text += "\n   " + item;
		const more = list.items.length + list.more - 12;
		if (more > 0)
			text += `\n   (+${more} more)`;
	}
	return text;
}
function hover(e, text) {
	tip.textContent = text;
	tip.hidden = false;
	const x = Math.min(e.clientX + 14, window.innerWidth - tip.offsetWidth - 8);
	const below = e.clientY + 16, above = e.clientY - tip.offsetHeight - 10;
	tip.style.left = Math.max(8, x) + "px";
	tip.style.top = (below + tip.offsetHeight < window.innerHeight ? below : Math.max(8, above)) +
			"px";
}
stage.addEventListener("pointermove", (e) => {
	const thing = e.target.closest(".thing"), edge = e.target.closest(".edge");
	if (stage.classList.contains("drag"))
		tip.hidden = true;
	else if (thing)
		hover(e, describe(data.nodes[number.get(thing)]));
	else if (edge && data.edges[edge.id.slice(1) - 1])
		hover(e, data.edges[edge.id.slice(1) - 1].tip);
	else
		tip.hidden = true;
});
stage.addEventListener("pointerleave", () => { tip.hidden = true; });

/* ---- choosing one: it, its lines and the far ends stay lit */
function light(i) {
	const lit = new Set([i]);
	svg.classList.add("lit");
	svg.querySelectorAll(".on").forEach((el) => el.classList.remove("on"));
	for (const e of touching[i]) {
		lit.add(data.edges[e].from);
		lit.add(data.edges[e].to);
		document.getElementById("e" + (e + 1))?.classList.add("on");
	}
	/* Of a table, a head lights its cells and a cell its whole row and column. */
	if (data.nodes[i].shape === "cell")
		for (const head of [...lit])
			touching[head].forEach((e) => lit.add(data.edges[e].from).add(data.edges[e].to));
	lit.forEach((n) => drawn.get(n)?.classList.add("on"));
}
function tell(i) {
	const n = data.nodes[i];
	const close = document.createElement("button");
	close.className = "close";
	close.textContent = "Close";
	close.onclick = clear;
	const title = document.createElement("h2");
	title.textContent = n.name;
	const detail = document.createElement("p");
	detail.textContent = n.detail;
	panel.replaceChildren(close, title, detail);
	for (const list of n.lists) {
		const head = document.createElement("h3"), ul = document.createElement("ul");
		if (!list.items.length)
			continue;
		head.textContent = `${list.title} (${list.items.length + list.more})`;
		for (const item of list.items) {
			const li = document.createElement("li");
			li.textContent = item;
			ul.append(li);
		}
		if (list.more) {
			const li = document.createElement("li");
			li.textContent = `(+${list.more} more)`;
			ul.append(li);
		}
		panel.append(head, ul);
	}
	panel.hidden = false;
	panel.scrollTop = 0;
}
function choose(i) {
	light(i);
	tell(i);
	tip.hidden = true;
}
function clear() {
	svg.classList.remove("lit");
	panel.hidden = true;
}
function centre(i) {
	const el = drawn.get(i);
	if (!el)
		return;
	if (view.w > home.w * .9 && home.w > 1600)
		show({ ...view, w: view.w / 2, h: view.h / 2 });
	const box = el.getBoundingClientRect();
	const p = at(box.left + box.width / 2, box.top + box.height / 2);
	show({ ...view, x: p.x - view.w / 2, y: p.y - view.h / 2 });
}
stage.addEventListener("click", (e) => {
	const thing = e.target.closest(".thing");
	e.preventDefault();
	if (moved > 4)
		return;
	if (thing)
		choose(number.get(thing));
	else
		clear();
});
stage.addEventListener("keydown", (e) => {
	const thing = e.target.closest?.(".thing");
	if (thing && (e.key === "Enter" || e.key === " ")) {
		e.preventDefault();
		choose(number.get(thing));
	}
});

/* ---- search: what is drawn first, then what stands inside it */
let found = [], pick = 0;
function find(text) {
	const want = text.trim().toLowerCase(), inside = [];
	found = [];
	if (!want)
		return;
	data.nodes.forEach((n, i) => {
		if (!n)
			return;
		if (n.name.toLowerCase().includes(want))
			found.push({ node: i, name: n.name, where: n.detail });
		for (const list of n.lists)
			for (const item of list.items)
				if (inside.length < 60 && item.toLowerCase().includes(want))
					inside.push({ node: i, name: item, where: "in " + n.name });
	});
	found.sort((a, b) => a.name.length - b.name.length || a.node - b.node);
	found = found.concat(inside).slice(0, 40);
}
function list() {
	results.replaceChildren(...found.map((f, i) => {
		const li = document.createElement("li"), small = document.createElement("small");
		li.setAttribute("role", "option");
		li.setAttribute("aria-selected", i === pick);
		li.textContent = f.name + " ";
		small.textContent = f.where;
		li.append(small);
		li.onpointerdown = (e) => {
			e.preventDefault();
			go(i);
		};
		return li;
	}));
}
function go(i) {
	if (!found[i])
		return;
	const node = found[i].node;
	results.replaceChildren();
	choose(node);
	centre(node);
}
search.addEventListener("input", () => {
	pick = 0;
	find(search.value);
	list();
});
search.addEventListener("keydown", (e) => {
	if (e.key === "ArrowDown" || e.key === "ArrowUp") {
		const step = e.key === "ArrowDown" ? 1 : found.length - 1;
		e.preventDefault();
		pick = found.length ? (pick + step) % found.length : 0;
		list();
	} else if (e.key === "Enter") {
		go(pick);
	} else if (e.key === "Escape") {
		search.value = "";
		found = [];
		list();
		search.blur();
	}
});
search.addEventListener("blur", () => results.replaceChildren());

document.getElementById("in").onclick = () => zoom(1 / 1.4);
document.getElementById("out").onclick = () => zoom(1.4);
document.getElementById("fit").onclick = fit;
window.addEventListener("keydown", (e) => {
	const step = view.w / 12;
	const keys = {
		"+": () => zoom(1 / 1.3), "=": () => zoom(1 / 1.3), "-": () => zoom(1.3), "0": fit,
		ArrowLeft: () => pan(-step, 0), ArrowRight: () => pan(step, 0),
		ArrowUp: () => pan(0, -step), ArrowDown: () => pan(0, step),
		Escape: clear, "/": () => search.focus(),
	};
	if (e.target === search || e.ctrlKey || e.metaKey || e.altKey || !keys[e.key])
		return;
	e.preventDefault();
	keys[e.key]();
});
const bar = document.querySelector("header");
new ResizeObserver(() => {
	document.documentElement.style.setProperty("--bar", bar.offsetHeight + "px");
}).observe(bar);
fit();
})();
