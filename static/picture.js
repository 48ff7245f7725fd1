// Saves a chart as PNG or SVG in the reader's own browser; never asks another server.
"use strict";

(() => {
  const LIBRARY = "/pictures/plotly.min.js";
  const WIDTH = 1280;
  const HEIGHT = 720;
  let loading = null;

  function plotly() {
    if (window.Plotly) return Promise.resolve(window.Plotly);
    loading ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = LIBRARY;
      script.onload = () => (window.Plotly ? resolve(window.Plotly) : reject(new Error(LIBRARY)));
      script.onerror = () => {
        loading = null; // the next click tries again
        script.remove();
        reject(new Error(LIBRARY));
      };
      document.head.append(script);
    });
    return loading;
  }

  // What is drawn, apart from the screen it is drawn on.
  function picture(plot) {
    const layout = structuredClone(plot.layout);
    const height = Math.max(HEIGHT, Number(layout.height) || 0);
    for (const key of ["width", "height", "autosize"]) delete layout[key];
    return { figure: { data: structuredClone(plot.data), layout }, height };
  }

  async function save(button) {
    const { picture: format, chart: key, name } = button.dataset;
    const plot = document.querySelector(`.st-key-${CSS.escape(key)} .js-plotly-plot`);
    if (!plot || !["png", "svg"].includes(format)) return;
    const library = await plotly();
    const { figure, height } = picture(plot);
    await library.downloadImage(figure, {
      format, width: WIDTH, height, scale: format === "png" ? 2 : 1, filename: name || key,
    });
  }

  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("[data-picture]");
    if (!button || button.disabled) return;
    button.disabled = true;
    save(button)
      .catch((error) => {
        button.dataset.failed = "true"; // style.css may show it; the chart itself stays
        console.error(error);
      })
      .finally(() => { button.disabled = false; });
  });
})();
