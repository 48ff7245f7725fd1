// Streamlit's own words in the page's language, as far as they are ordinary text, titles and
// labels. The dictionary stands in the page (id "words"); nothing is fetched.
(() => {
  const words = JSON.parse(document.getElementById("words").textContent);
  const patterns = Object.entries(words).filter(([from]) => from.includes("*")).map(([from, to]) => {
    const parts = from.split("*").map((p) => p.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    return [new RegExp("^" + parts.join("(.+)") + "$"), to];
  });
  const ATTRIBUTES = ["title", "aria-label", "placeholder", "data-title", "alt"];

  const translate = (text) => {
    const bare = text.trim();
    if (!bare) return null;
    if (Object.hasOwn(words, bare)) return text.replace(bare, words[bare]);
    for (const [pattern, to] of patterns) {
      const found = bare.match(pattern);
      if (found) return found.slice(1).reduce((out, part) => out.replace("*", part), to);
    }
    return null;
  };

  const visit = (node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      const to = translate(node.data);
      if (to !== null && to !== node.data) node.data = to;
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE || node.closest(".y, script, style")) return;
    for (const name of ATTRIBUTES) {
      const to = node.hasAttribute(name) ? translate(node.getAttribute(name)) : null;
      if (to !== null && to !== node.getAttribute(name)) node.setAttribute(name, to);
    }
    node.childNodes.forEach(visit);
  };

  if (Object.keys(words).length) {
    new MutationObserver((changes) => {
      for (const change of changes) {
        if (change.type === "childList") change.addedNodes.forEach(visit);
        else visit(change.target);
      }
    }).observe(document.documentElement, {
      subtree: true, childList: true, characterData: true, attributes: true,
      attributeFilter: ATTRIBUTES,
    });
    if (document.body) visit(document.body);
  }

  // The address may change language without a new page.
  const setLanguage = () => {
    const asked = new URLSearchParams(location.search).get("lang");
    document.documentElement.lang = asked === "en" ? "en" : "zh-CN";
  };
  setLanguage();

  // A chart is drawn as wide as the screen. With a view box it takes the width of the paper; where
  // the print key was pressed it is drawn anew for paper first, so that its words keep their size.
  const PATIENCE = 2000; // milliseconds until a chart is printed as it is
  const PAPER = 1000; // pixels, as in print.css
  const whenDrawn = (since, then) => {
    const wide = [...document.querySelectorAll(".main-svg")].some((part) => part.clientWidth > PAPER);
    if (wide && performance.now() - since < PATIENCE) setTimeout(whenDrawn, 50, since, then);
    else then();
  };
  addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.key.toLowerCase() !== "p") return;
    event.preventDefault();
    document.documentElement.classList.add("for-paper");
    whenDrawn(performance.now(), () => print());
  });
  addEventListener("afterprint", () => document.documentElement.classList.remove("for-paper"));
  addEventListener("beforeprint", () => {
    for (const box of document.querySelectorAll(".svg-container")) {
      const drawing = box.querySelector(".main-svg");
      if (!drawing?.hasAttribute("width")) continue;
      const [width, height] = ["width", "height"].map((side) => parseFloat(drawing.getAttribute(side)));
      box.style.setProperty("--shape", `${width} / ${height}`);
      for (const part of box.querySelectorAll(":scope > .main-svg")) {
        part.setAttribute("viewBox", `0 0 ${width} ${height}`);
      }
    }
  });
  addEventListener("afterprint", () => {
    for (const part of document.querySelectorAll(".main-svg[viewBox]")) part.removeAttribute("viewBox");
  });
})();
