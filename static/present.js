// Turns the slides of the meeting mode and of the wall. Every slide is in the page already: a turn
// asks the server for nothing. The slide shown is drawn first, then its neighbours, then the rest.
"use strict";

(() => {
  const LOOK_EVERY = 15000; // a wall asks so often whether somebody has reported
  const PATIENCE = 10000; // and waits so long for an answer
  const IDLE = 3000; // a pointer at rest so long is hidden
  const TYPING = 3000; // so long a page number may be typed

  const read = (page) => ({
    main: page.getElementById("deck"),
    told: JSON.parse(page.getElementById("told").textContent),
    drawn: new Set(),
  });
  let deck = read(document);
  let here = 1;
  let dark = false;
  let typed = "";
  let typing = 0;

  const sections = () => deck.main.children;
  const notice = document.getElementById("notice");
  const help = document.getElementById("help");
  const said = document.getElementById("said");
  const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

  // ---- charts ----

  // The figure in the colours of the ground.
  function coloured(value) {
    if (!dark) return value;
    const text = JSON.stringify(value);
    return JSON.parse(text.replace(/#[0-9a-f]{6}\b/gi, (c) => deck.told.dark[c.toUpperCase()] ?? c));
  }

  // Draws at the width that the figure counts on and enlarges the whole to the slide.
  function draw(of, number) {
    const box = of.main.children[number - 1]?.querySelector(".plot");
    const figure = of.told.figures[number];
    if (of.drawn.has(number) || !box || !figure || !window.Plotly) return;
    of.drawn.add(number);
    const inner = box.firstElementChild;
    const scale = box.clientWidth / figure.layout.width;
    const height = Math.max(120, Math.floor(box.clientHeight / scale));
    const { data, layout } = coloured({
      data: figure.data, layout: { ...figure.layout, template: of.told.template, height },
    });
    inner.style.width = `${layout.width}px`;
    inner.style.height = `${height}px`;
    inner.style.transform = `scale(${scale})`;
    window.Plotly.react(inner, data, layout, { staticPlot: true, displayModeBar: false });
  }

  const idle = window.requestIdleCallback ?? ((work) => setTimeout(work, 30));
  let round = 0;

  // One chart whenever the browser has nothing else to do, the nearest first.
  function prepare() {
    const mine = ++round;
    const next = () => {
      if (mine !== round) return;
      const waiting = Object.keys(deck.told.figures).map(Number).filter((n) => !deck.drawn.has(n));
      // The next one comes before the one before.
      const distance = (n) => (n >= here ? n - here : here - n + 0.5);
      waiting.sort((a, b) => distance(a) - distance(b));
      if (!waiting.length || !window.Plotly) return;
      draw(deck, waiting[0]);
      idle(next);
    };
    idle(next);
  }

  function redraw() {
    deck.drawn.clear();
    draw(deck, here);
    prepare();
  }

  // ---- turning ----

  function show(number, { quiet = false } = {}) {
    here = Math.min(Math.max(1, number), sections().length);
    draw(deck, here); // where it was not prepared yet
    for (const section of sections()) {
      const now = Number(section.dataset.number) === here;
      section.classList.toggle("here", now);
      section.setAttribute("aria-hidden", String(!now));
    }
    if (!quiet) {
      const label = sections()[here - 1].getAttribute("aria-label");
      said.textContent = fill(deck.told.words.said, { number: here, total: sections().length, label });
    }
    history.replaceState(null, "", `#${here}`);
    prepare();
    if (deck.told.wall) wait();
  }

  function say(words) {
    notice.textContent = words;
    notice.hidden = !words;
  }

  function type(digit) {
    typed = (typed + digit).slice(-3);
    say(fill(deck.told.words.jump, { number: typed }));
    clearTimeout(typing);
    typing = setTimeout(() => { typed = ""; state(); }, TYPING);
  }

  function jump() {
    const number = Number(typed);
    typed = "";
    clearTimeout(typing);
    show(number);
    state();
  }

  function setDark(now) {
    dark = now;
    document.documentElement.classList.toggle("dark", dark);
    const address = new URL(location);
    if (dark) address.searchParams.set("dark", "1");
    else address.searchParams.delete("dark");
    history.replaceState(null, "", address);
    redraw();
  }

  function toggleHelp(now = help.hidden) {
    help.hidden = !now;
    if (now) help.focus();
  }

  function fullScreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen?.().catch(() => {});
  }

  function escape() {
    if (!help.hidden) toggleHelp(false);
    else if (document.fullscreenElement) document.exitFullscreen();
    else location.assign(deck.told.back);
  }

  const onward = () => show(here + 1);
  const backward = () => show(here - 1);
  const KEYS = {
    ArrowRight: onward, ArrowDown: onward, PageDown: onward,
    ArrowLeft: backward, ArrowUp: backward, PageUp: backward, Backspace: backward,
    " ": () => (deck.told.wall ? pause() : onward()),
    Enter: () => (typed ? jump() : onward()),
    Home: () => show(1), End: () => show(sections().length),
    d: () => setDark(!dark), f: fullScreen, Escape: escape,
    "?": () => toggleHelp(), "？": () => toggleHelp(),
  };

  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const act = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (/^[0-9]$/.test(event.key)) type(event.key);
    else if (act) act();
    else return;
    event.preventDefault();
  });
  addEventListener("click", (event) => {
    if (!help.hidden) toggleHelp(false);
    else if (event.clientX < innerWidth / 2) backward();
    else onward();
  });
  addEventListener("hashchange", () => {
    const number = Number(location.hash.slice(1));
    if (number && number !== here) show(number);
  });

  let resting = 0;
  addEventListener("pointermove", () => {
    document.body.classList.remove("idle");
    clearTimeout(resting);
    resting = setTimeout(() => document.body.classList.add("idle"), IDLE);
  });
  let resized = 0;
  addEventListener("resize", () => {
    clearTimeout(resized);
    resized = setTimeout(redraw, 60);
  });
  addEventListener("beforeprint", () => {
    for (const number of Object.keys(deck.told.figures)) draw(deck, Number(number));
  });

  // A screen that goes dark in the middle of a meeting; where the browser allows it.
  const stayAwake = () => {
    if (document.visibilityState === "visible") navigator.wakeLock?.request("screen").catch(() => {});
  };
  document.addEventListener("visibilitychange", stayAwake);

  // ---- the wall ----

  let turning = 0;
  let paused = false;
  let coming = null; // a fresh page, shown at the next turn
  let since = ""; // when the connection was lost

  function wait() {
    clearTimeout(turning);
    if (!paused) turning = setTimeout(turn, deck.told.wall * 1000);
  }

  function turn() {
    const next = here >= sections().length ? 1 : here + 1;
    if (coming) exchange(next);
    else show(next, { quiet: true });
  }

  function pause() {
    paused = !paused;
    state();
    wait();
  }

  // What a wall says quietly: a number being typed, that it rests, that it lost its connection.
  function state() {
    const words = deck.told.words;
    const lost = since && fill(words.lost, { time: since });
    say([paused && words.paused, lost].filter(Boolean).join(" · "));
  }

  // The fresh slides are laid under the old ones and drawn before the old ones go.
  function exchange(number) {
    const fresh = coming;
    coming = null;
    fresh.main.classList.add("coming");
    deck.main.after(fresh.main);
    const next = Math.min(number, fresh.main.children.length);
    draw(fresh, next);
    const old = deck.main;
    deck = fresh;
    show(next, { quiet: true });
    fresh.main.classList.remove("coming");
    old.remove();
  }

  async function ask(address) {
    const answer = await fetch(address, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer;
  }

  async function look() {
    try {
      const now = await (await ask("./present/version" + location.search)).json();
      const known = coming?.told ?? deck.told;
      if (now.build !== known.build) location.reload(); // the program itself was renewed
      else if (now.seq !== known.seq || now.day !== known.day) {
        const text = await (await ask(location.pathname + location.search)).text();
        const fresh = read(new DOMParser().parseFromString(text, "text/html"));
        fresh.main = document.importNode(fresh.main, true);
        coming = fresh;
      }
      since = "";
    } catch {
      since ||= new Date().toLocaleTimeString(document.documentElement.lang, {
        hour: "2-digit", minute: "2-digit",
      });
    }
    if (!typed) state();
    setTimeout(look, LOOK_EVERY);
  }

  // ---- the start ----

  dark = new URLSearchParams(location.search).get("dark") === "1";
  document.documentElement.classList.toggle("dark", dark);
  document.body.classList.toggle("wall", deck.told.wall > 0);
  show(Number(location.hash.slice(1)) || 1, { quiet: true });
  stayAwake();
  addEventListener("load", redraw); // the words come first, the chart library after them
  if (deck.told.wall) setTimeout(look, LOOK_EVERY);
})();
