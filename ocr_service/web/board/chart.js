// The queues over a day. Lines differ in how they are drawn, not in colour: colour is kept for what it means.

import { fullTime } from "../static/format.js";
import { h } from "../static/dom.js";
import uPlot from "../static/vendor/uPlot.esm.js";

const HEIGHT = 170;
const DAY = 24 * 3600;
const INK = "#1d1f1e";
const SOFT = "#85857c";
const LINE = "#dcdcd6";

/**
 * A chart in `place`, as wide as it is and stays.
 * @param {HTMLElement} place
 * @param {HTMLElement} legend
 * @param {string[]} names of the three lines
 */
export function openChart(place, legend, names) {
  const styles = [
    { stroke: SOFT, width: 1.5 },
    { stroke: INK, width: 2 },
    { stroke: SOFT, width: 1.5, dash: [4, 4] },
  ];
  const axis = { stroke: "#55584f", grid: { stroke: LINE, width: 1 }, ticks: { stroke: LINE, width: 1 }, font: "12px sans-serif" };
  const chart = new uPlot(
    {
      width: Math.max(200, place.clientWidth),
      height: HEIGHT,
      legend: { show: false },
      cursor: { y: false, points: { size: 6 } },
      scales: {
        // A whole day, also where nothing is known of most of it yet.
        x: { range: (_chart, least, most) => [Math.min(least ?? 0, (most ?? 0) - DAY), most ?? 0] },
        y: { range: (_chart, _least, most) => [0, Math.max(5, most * 1.1)] },
      },
      axes: [
        { ...axis, values: (_chart, moments) => moments.map(clockTime) },
        { ...axis, size: 44 },
      ],
      series: [{}, ...styles.map((style, at) => ({ label: names[at] ?? "", points: { show: false }, ...style }))],
      hooks: { setCursor: [showLegend] },
    },
    [[], [], [], []],
    place,
  );
  new ResizeObserver(() => chart.setSize({ width: Math.max(200, place.clientWidth), height: HEIGHT })).observe(place);

  /** @param {uPlot} drawn */
  function showLegend(drawn) {
    const at = drawn.cursor.idx ?? (drawn.data[0]?.length ?? 0) - 1;
    const moment = drawn.data[0]?.[at];
    const parts = names.map((name, line) => [h("i", { class: `line line-${line}` }), `${name} ${drawn.data[line + 1]?.[at] ?? "–"}`]);
    legend.replaceChildren(...parts.flat(), moment ? h("time", {}, fullTime(new Date(moment * 1000).toISOString())) : "");
  }

  return (/** @type {number[][]} */ series) => {
    chart.setData(/** @type {uPlot.AlignedData} */ (/** @type {unknown} */ (series)));
    showLegend(chart);
  };
}

/** @param {number} moment seconds */
function clockTime(moment) {
  const at = new Date(moment * 1000);
  return `${String(at.getHours()).padStart(2, "0")}:${String(at.getMinutes()).padStart(2, "0")}`;
}
