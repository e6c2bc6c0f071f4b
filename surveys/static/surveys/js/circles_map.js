// "Your map so far": one ring for each place, one disc for each group of people that is there.

const svgns = "http://www.w3.org/2000/svg";
const words = ["empty so far", "one circle", "two circles meet", "three circles meet", "four circles meet", "five circles meet", "six circles meet", "seven circles meet", "eight circles meet"];

export function circleMaps(form) {
  for (const map of form.querySelectorAll("[data-map]")) {
    const question = map.closest("[data-question]");
    const draw = () => drawMap(map, question);
    question.addEventListener("change", draw);
    form.addEventListener("change", draw);
    draw();
  }
}

function drawMap(map, question) {
  const cards = [...question.querySelectorAll("[data-line]:not([hidden])")];
  const places = new Map();
  for (const card of cards) {
    for (const input of card.querySelectorAll("input:not([data-exclusive])")) {
      if (!places.has(input.value)) places.set(input.value, { label: input.nextElementSibling.textContent, inks: [], groups: [] });
      if (input.checked) {
        places.get(input.value).inks.push(card.dataset.ink);
        places.get(input.value).groups.push(card.querySelector("legend").textContent.trim());
      }
    }
  }
  map.hidden = places.size === 0;
  map.querySelector(".map__rooms").replaceChildren(...[...places.values()].map(room));
}

function room({ label, inks, groups }) {
  const item = document.createElement("li");
  const svg = shape("svg", { viewBox: "0 0 150 150", "aria-hidden": "true", focusable: "false" });
  const ink = shape("g", { class: "ink" });
  const spots = arrange(inks.length);
  inks.forEach((name, i) => ink.append(disc(name, spots[i])));
  spots.forEach(([cx, cy, r]) => ink.append(shape("circle", { class: "top l-hair", cx, cy, r })));
  ink.append(shape("circle", { class: "top l-ink", cx: 75, cy: 75, r: 70 }));
  svg.append(ink);
  const name = document.createElement("b");
  name.textContent = label;
  item.append(svg, name, words[groups.length] ?? `${groups.length} circles meet`);
  return item;
}

function disc(name, [cx, cy, r]) {
  if (!name.startsWith("ring-")) return shape("circle", { class: `f-${name}`, cx, cy, r });
  return shape("circle", { class: `ring-${name.slice(5)}`, cx, cy, r: r - 5 });
}

/** Centres and radius of n discs that share some room: [cx, cy, r] each. */
function arrange(count) {
  if (count === 1) return [[75, 75, 30]];
  const r = count <= 3 ? 30 : count <= 5 ? 25 : 21;
  const away = count === 2 ? 16 : count === 3 ? 21 : count <= 5 ? 29 : 36;
  return Array.from({ length: count }, (_, i) => {
    const turn = (2 * Math.PI * i) / count - (3 * Math.PI) / 4;
    return [round(75 + away * Math.cos(turn)), round(75 + away * Math.sin(turn)), r];
  });
}

const round = (number) => Math.round(number * 10) / 10;

function shape(name, attributes) {
  const element = document.createElementNS(svgns, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
