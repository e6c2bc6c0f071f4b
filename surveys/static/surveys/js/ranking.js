// The ordered list above a ranking: drag an item into a place, or move it with buttons. The radios below stay the truth.

const ordinals = ["1st", "2nd", "3rd"];
const ordinal = (place) => ordinals[place - 1] ?? `${place}th`;

export function orderedLists(form) {
  for (const rank of form.querySelectorAll("[data-rank]")) new OrderedList(rank);
}

class OrderedList {
  constructor(rank) {
    this.rank = rank;
    this.top = Number(rank.dataset.top);
    this.rows = [...rank.querySelectorAll("[data-line]")];
    this.list = document.createElement("ol");
    this.list.className = "order";
    this.list.setAttribute("aria-label", "Your order");
    this.said = document.createElement("p");
    this.said.className = "unseen";
    this.said.setAttribute("role", "status");
    rank.before(this.list, this.said);
    for (const row of this.rows) this.addHandle(row);
    rank.addEventListener("change", (event) => {
      if (event.target.type === "radio") this.placed(event.target);
    });
    this.draw();
  }

  label(row) {
    return row.querySelector("legend span").textContent.trim();
  }

  placeOf(row) {
    return Number(row.querySelector("input:checked")?.value || 0);
  }

  /** Rows in their places: order[0] is first; undefined where a place is free. */
  order() {
    const order = new Array(this.top).fill(undefined);
    for (const row of this.rows) if (this.placeOf(row)) order[this.placeOf(row) - 1] = row;
    return order;
  }

  set(row, place) {
    for (const radio of row.querySelectorAll("input")) radio.checked = place > 0 && radio.value === String(place);
  }

  /** A radio was pressed: whoever held that place changes with it, or moves down to the next free place, or falls out. */
  placed(radio) {
    const row = radio.closest("[data-line]");
    const place = Number(radio.value || 0);
    if (radio.checked && place === 0) radio.checked = false;
    const order = new Array(this.top).fill(undefined);
    for (const other of this.rows) if (other !== row && this.placeOf(other)) order[this.placeOf(other) - 1] = other;
    const before = this.lastPlace.get(row);
    if (place && before && order[place - 1]) {
      [order[before - 1], order[place - 1]] = [order[place - 1], row];
    } else if (place) {
      let moving = row;
      for (let i = place - 1; i < this.top && moving; i += 1) [order[i], moving] = [moving, order[i]];
    }
    for (const other of this.rows) this.set(other, order.indexOf(other) + 1);
    this.draw();
    this.say(row);
  }

  /** Put the row at a place (1 …); those from there on move down, the last may fall out. */
  insert(row, place) {
    const rest = this.order().filter((other) => other && other !== row);
    rest.splice(place - 1, 0, row);
    this.write(rest.slice(0, this.top));
    this.say(row);
  }

  remove(row) {
    this.write(this.order().filter((other) => other && other !== row));
    this.say(row);
  }

  write(order) {
    for (const row of this.rows) this.set(row, order.indexOf(row) + 1);
    this.draw();
    this.rank.dispatchEvent(new Event("change", { bubbles: true }));
  }

  say(row) {
    const place = this.placeOf(row);
    this.said.textContent = place ? `${this.label(row)}: ${ordinal(place)}.` : `${this.label(row)}: left out.`;
  }

  draw() {
    const order = this.order();
    this.lastPlace = new Map(this.rows.map((row) => [row, this.placeOf(row)]));
    this.list.replaceChildren(...order.map((row, index) => this.slot(row, index + 1, order)));
    for (const row of this.rows) row.classList.toggle("rank__row--placed", this.placeOf(row) > 0);
  }

  slot(row, place, order) {
    const item = document.createElement("li");
    item.className = row ? "order__slot" : "order__slot order__slot--free";
    item.dataset.place = place;
    const number = document.createElement("span");
    number.className = "order__place";
    number.textContent = ordinal(place);
    const words = document.createElement("span");
    words.className = "order__words";
    words.textContent = row ? this.label(row) : "Drag an answer here, or press its place below";
    item.append(number, words);
    if (row) {
      const buttons = document.createElement("span");
      buttons.className = "order__moves";
      if (place > 1) buttons.append(this.button("Move up", "↑", row, () => this.insert(row, place - 1)));
      if (place < order.length) buttons.append(this.button("Move down", "↓", row, () => this.lower(row, place)));
      buttons.append(this.button("Leave out", "×", row, () => this.remove(row)));
      item.append(buttons);
      item.addEventListener("pointerdown", (event) => {
        if (!event.target.closest("button")) this.drag(event, row, item);
      });
    }
    return item;
  }

  lower(row, place) {
    const order = this.order();
    [order[place - 1], order[place]] = [order[place], row];
    this.rows.forEach((other) => this.set(other, order.indexOf(other) + 1));
    this.draw();
    this.rank.dispatchEvent(new Event("change", { bubbles: true }));
    this.say(row);
  }

  button(words, sign, row, act) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "order__move";
    button.setAttribute("aria-label", `${words}: ${this.label(row)}`);
    button.title = words;
    button.textContent = sign;
    button.addEventListener("click", () => {
      act();
      this.focusAgain(row, words);
    });
    return button;
  }

  /** After a move the same button of the same item keeps the focus; if it is gone, another of its buttons. */
  focusAgain(row, words) {
    const place = this.placeOf(row);
    const slot = place ? this.list.children[place - 1] : null;
    const buttons = slot ? [...slot.querySelectorAll("button")] : [];
    const target = buttons.find((button) => button.title === words) ?? buttons[0] ?? row.querySelector("input");
    target.focus();
  }

  addHandle(row) {
    const handle = document.createElement("span");
    handle.className = "rank__handle";
    handle.setAttribute("aria-hidden", "true");
    row.append(handle);
    handle.addEventListener("pointerdown", (event) => this.drag(event, row, row));
  }

  /** Follow the pointer; the slot below it is marked, and takes the item when it is let go. */
  drag(event, row, element) {
    if (event.button !== 0) return;
    event.preventDefault();
    const start = { x: event.clientX, y: event.clientY };
    element.classList.add("is-dragged");
    let over = null;
    const move = (now) => {
      element.style.transform = `translate(${now.clientX - start.x}px, ${now.clientY - start.y}px)`;
      const below = document.elementsFromPoint(now.clientX, now.clientY);
      const slot = below.find((part) => part !== element && part.matches?.(".order__slot") && this.list.contains(part));
      if (slot !== over) {
        over?.classList.remove("is-over");
        slot?.classList.add("is-over");
        over = slot ?? null;
      }
    };
    const stop = (last) => {
      window.removeEventListener("pointermove", move);
      window.removeEventListener("pointerup", stop);
      window.removeEventListener("pointercancel", stop);
      element.style.transform = "";
      element.classList.remove("is-dragged");
      over?.classList.remove("is-over");
      if (over && last.type === "pointerup") this.insert(row, Number(over.dataset.place));
    };
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", stop);
    window.addEventListener("pointercancel", stop);
  }
}
