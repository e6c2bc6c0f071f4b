/* Plotly takes over a chart when it scrolls into view. Until then, without it, or if anything fails, the server's SVG stands. */
"use strict";

(() => {
  const script = document.currentScript;
  const library = script.dataset.library;
  const motionless = { displayModeBar: false, displaylogo: false, responsive: false, scrollZoom: false, doubleClick: false, showSendToCloud: false, plotlyServerURL: "" };
  const probe = document.createElement("span");
  probe.hidden = true;
  document.body.append(probe);
  const pen = document.createElement("canvas").getContext("2d");
  const drawn = new Set();
  let loading = null;

  function load() {
    loading ??= new Promise((resolve, reject) => {
      const element = document.createElement("script");
      element.src = library;
      element.onload = () => (window.Plotly ? resolve(window.Plotly) : reject(new Error("no Plotly")));
      element.onerror = () => reject(new Error("Plotly did not load"));
      document.head.append(element);
    });
    return loading;
  }

  /* A custom property as a plain colour of the present mode. */
  function colour(name) {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  }

  const tones = { 1: "--mark-1", 2: "--mark-2", 3: "--mark-3", 4: "--mark-4", 5: "--mark-5", rest: "--mark-rest", void: "--paper" };
  const ink = (tone) => colour(tones[tone] ?? `--${tone}`);
  const on = (tone) => colour(tone === "void" ? "--ink-soft" : tone.startsWith("heat") ? `--on-${tone}` : "--on-mark");
  const pale = (tone) => ["void", "heat-0", "heat-1", "heat-2"].includes(tone);

  /* Words -> lines that fit `width` pixels. The text is escaped already; entities count as one letter. */
  function wrap(words, width, font) {
    pen.font = font;
    const fits = (text) => pen.measureText(text.replace(/&[#\w]+;/g, "x").replaceAll("\u00ad", "")).width <= width;
    const lines = [];
    for (const word of words.split(/ +/)) {
      const longer = lines.length ? `${lines[lines.length - 1]} ${word}` : word;
      if (lines.length && fits(longer)) lines[lines.length - 1] = longer;
      else lines.push(...broken(word, fits));
    }
    return lines.map((line) => line.replaceAll("\u00ad", ""));
  }

  /* A word too long for a line, at the soft hyphens the server put in. */
  function broken(word, fits) {
    const pieces = word.split("\u00ad");
    const lines = [pieces.shift()];
    for (const piece of fits(word) ? [] : pieces.splice(0)) {
      const last = lines.length - 1;
      if (fits(`${lines[last]}${piece}-`)) lines[last] += piece;
      else {
        lines[last] += "-";
        lines.push(piece);
      }
    }
    lines[lines.length - 1] += pieces.join("");
    return lines;
  }

  function recolour(figure) {
    const [text, soft, rule, edge, paper] = ["--ink", "--ink-soft", "--rule", "--edge", "--paper"].map(colour);
    for (const trace of figure.data) {
      const tone = trace.meta?.tone;
      const many = trace.meta?.tones;
      if (trace.error_x) trace.error_x.color = text;
      if (trace.error_y) trace.error_y.color = text;
      if (trace.meta?.role) trace.textfont.color = colour(trace.meta.role);
      if (tone) {
        trace.marker.color = ink(tone);
        if (trace.type === "bar") {
          trace.marker.line = { color: pale(tone) ? edge : paper, width: 1 };
          if (trace.marker.pattern) Object.assign(trace.marker.pattern, { fgcolor: paper, bgcolor: ink(tone), size: 7, solidity: 0.3, fgopacity: 0.5 });
        }
        if (trace.textfont && trace.type === "bar") trace.textfont.color = on(tone);
      }
      if (many) {
        trace.marker.color = many.map(ink);
        trace.textfont.color = many.map(on);
        trace.marker.line.color = edge;
      }
    }
    for (const trace of figure.data) if (trace.textfont) trace.textfont.weight = 600;
    const layout = figure.layout;
    layout.font.color = text;
    for (const axis of [layout.xaxis, layout.yaxis]) Object.assign(axis, { gridcolor: rule, zerolinecolor: text });
    for (const shape of layout.shapes ?? []) {
      if (shape.type === "rect") shape.fillcolor = ink("1");
      else shape.line.color = { zero: text, grid: rule }[shape.name] ?? ink("1");
    }
    for (const note of layout.annotations ?? []) note.font.color = note.font.size === 13 && !note.font.weight ? soft : text;
    layout.hoverlabel = { bgcolor: colour("--solid"), bordercolor: colour("--solid"), font: { color: colour("--on-solid"), family: layout.font.family, size: 14 } };
  }

  /* Rows get pixels of their own: labels beside the marks where there is room, above them where there is none. */
  function place(figure, width) {
    const layout = figure.layout;
    const { scene, rows, columns, ends, lettered } = layout.meta;
    const family = getComputedStyle(document.body).fontFamily;
    layout.font.family = family;
    layout.width = width;
    delete layout.title;
    if (scene === "columns") {
      layout.margin = { l: 2, r: 2, t: 30, b: 58 };
      layout.height = 250;
      Object.assign(layout.xaxis, { showline: true, linewidth: 1.5, linecolor: colour("--ink") });
      for (const note of layout.annotations) note.font.weight = 650;
      if (width < 520) layout.xaxis.tickfont = { size: 12 };
      const spots = ends.length === 3 && ends.join("").length < 47 ? [0, 0.5, 1] : [0, 1];
      const words = spots.length === 3 ? ends : [ends[0], ends[ends.length - 1]];
      if (ends.length) for (const [at, x] of spots.entries()) {
        layout.annotations.push({ xref: "paper", yref: "paper", x, y: 0, yshift: -30, yanchor: "top", xanchor: ["left", "center", "right"][x * 2], text: words[at], showarrow: false, font: { size: 13 } });
      }
      return;
    }
    const wide = width >= 640;
    const discs = scene === "discs";
    const right = ends ? 58 : 4;
    const left = wide ? Math.min(290, Math.max(150, width * 0.28)) : 0;
    const room = wide ? left - 16 : width - right - 8;
    const disc = discs ? Math.min(wide ? 50 : 42, (width - left - right) / columns.length - 5) : 0;
    const centres = [];
    const labels = [];
    const lines_at = [];
    let heading = 0;
    let y = 4;
    for (const row of rows) {
      const title = row.kind === "title";
      const bar = title ? 0 : discs ? disc + (lettered ? 14 : 0) : figure.layout.meta.rows.some((r) => r.kind === "title") ? 22 : 30;
      const words = row.note && !title ? `${row.label} (${row.note})` : row.label;
      const lines = wrap(words, title ? width - 8 : room, `${title ? 700 : 400} ${title ? 16 : 14.5}px ${family}`);
      const tall = lines.length * 18;
      if (row.apart) {
        lines_at.push({ at: y + 4, name: "grid" });
        y += 10;
      }
      if (title) {
        y += 14;
        labels.push({ text: lines.join("<br>"), at: y, size: 16, weight: 650 });
        y += lines.length * 21 + 4;
        centres.push(y);
      } else if (wide) {
        const height = Math.max(bar, tall) + 10;
        centres.push(y + height / 2);
        labels.push({ text: lines.join("<br>"), at: y + height / 2, middle: true });
        y += height;
      } else {
        labels.push({ text: lines.join("<br>"), at: y });
        y += tall + (discs ? 4 : 2);
        centres.push(y + bar / 2);
        y += bar + (discs ? 16 : 12);
      }
    }
    if (discs) {
      const size = wide ? 13 : 11;
      const heads = columns.map((words) => wrap(words, Math.max(disc + 2, wide ? 84 : 0), `600 ${size}px ${family}`));
      Object.assign(layout.xaxis, { tickfont: { size, weight: 600 }, tickangle: 0, ticktext: heads.map((lines) => lines.join("<br>")) });
      figure.data[0].textfont.size = wide ? 14 : 13;
      heading = 14 + Math.max(...heads.map((lines) => lines.length)) * size * 1.3;
    }
    const top = heading || (ends ? 22 : 4);
    const foot = layout.xaxis.showticklabels && !discs ? 26 : 4;
    for (const trace of figure.data) {
      trace.y = trace.y.map((index) => centres[Math.floor(index)] + (trace.meta?.below ? disc / 2 + 9 : 0));
      if (trace.type === "bar") trace.width = trace.meta.slim ? 13 : layout.meta.rows.some((r) => r.kind === "title") ? 18 : 26;
      if (trace.meta?.tones) trace.marker.size = disc;
    }
    for (const note of layout.annotations) {
      note.y = centres[note.y];
      if (note.x > 1) Object.assign(note, { x: 1, xanchor: "right", xshift: right });
    }
    layout.shapes = lines_at.map(({ at, name }) => ({ type: "line", name, xref: "paper", x0: 0, x1: 1, y0: at, y1: at, line: { width: 1 } }));
    if (!discs) for (const [index, row] of rows.entries()) {
      if (row.kind !== "strip") continue;
      const half = wide ? 15 : 13;
      const uprights = [...(layout.xaxis.showgrid ? layout.xaxis.tickvals.map((x) => [x, "grid"]) : []), ...(layout.xaxis.zeroline ? [[0, "zero"]] : [])];
      for (const [x, name] of uprights) layout.shapes.push({ type: "line", name, layer: name === "grid" ? "below" : "above", x0: x, x1: x, y0: centres[index] - half, y1: centres[index] + half, line: { width: name === "zero" ? 1.5 : 1 } });
    }
    Object.assign(layout.xaxis, { showgrid: false, zeroline: false, showline: false });
    const left_of = wide ? -left : 0;
    for (const label of labels) {
      layout.annotations.push({ xref: "paper", yref: "y", x: 0, xshift: left_of, y: label.at, xanchor: "left", yanchor: label.middle ? "middle" : "top", align: "left", text: label.text, showarrow: false, font: { size: label.size ?? 14.5, weight: label.weight ?? 400, color: colour("--ink") } });
    }
    if (ends) layout.annotations.push({ xref: "paper", yref: "paper", x: 1, xanchor: "right", xshift: right, y: 1, yanchor: "bottom", text: ends, showarrow: false, font: { size: 13, color: colour("--ink-soft") } });
    Object.assign(layout.yaxis, { range: [y, 0], showticklabels: false, tickvals: [], ticktext: [] });
    Object.assign(layout, { margin: { l: left, r: right, t: top, b: foot }, height: top + y + foot });
  }

  function render(Plotly, state) {
    const figure = structuredClone(state.spec);
    place(figure, Math.floor(state.marks.parentElement.clientWidth > 992 ? 992 : state.marks.parentElement.clientWidth));
    recolour(figure);
    return Plotly.react(state.frame, figure.data, figure.layout, { ...motionless, staticPlot: false });
  }

  async function takeOver(element) {
    const marks = element.querySelector("[data-chart]");
    const frame = document.createElement("div");
    try {
      const [Plotly, response] = await Promise.all([load(), fetch(marks.dataset.chart, { credentials: "omit" })]);
      if (!response.ok) throw new Error(`chart.json: ${response.status}`);
      const spec = await response.json();
      frame.className = "plotly-frame";
      frame.setAttribute("role", "img");
      frame.setAttribute("aria-label", marks.dataset.alt);
      marks.after(frame);
      const state = { spec, frame, marks };
      await render(Plotly, state);
      for (const inner of frame.children) inner.setAttribute("aria-hidden", "true");
      marks.classList.add("is-replaced");
      drawn.add(state);
      element.dataset.drawn = "plotly";
    } catch (error) {
      frame.remove();
      element.dataset.drawn = "svg";
      console.info("The chart stays as the server drew it:", error.message);
    }
  }

  function again() {
    for (const state of drawn) render(window.Plotly, state).catch(() => { state.marks.classList.remove("is-replaced"); state.frame.remove(); drawn.delete(state); });
  }

  let waiting = 0;
  let width = window.innerWidth;
  window.addEventListener("resize", () => {
    if (window.innerWidth === width) return;
    width = window.innerWidth;
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(again);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);

  const watch = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      watch.unobserve(entry.target);
      takeOver(entry.target);
    }
  });
  for (const element of document.querySelectorAll("figure:has([data-chart])")) watch.observe(element);
})();
