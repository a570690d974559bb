// Lines and bars over time. uPlot is loaded with the first chart; its colours come from the page.
import { axisTimes } from '../format.js';
import { html, useEffect, useRef } from '../html.js';

/** @type {Promise<any>|undefined} */
let library;
function uplot() {
  library ??= new Promise((resolve, reject) => {
    const style = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: '/web/vendor/uplot/uPlot.min.css' });
    const script = Object.assign(document.createElement('script'), { src: '/web/vendor/uplot/uPlot.iife.min.js' });
    script.onload = () => resolve(/** @type {any} */ (globalThis).uPlot);
    script.onerror = () => { library = undefined; reject(new Error('The chart could not be loaded.')); };
    document.head.append(style, script);
  });
  return library;
}

// Nobody orders half a dish: no steps between whole numbers.
const whole = Array.from({ length: 8 }, (_, power) => [1, 2, 5].map(step => step * 10 ** power)).flat();

// A canvas knows no variables: a probe element tells what they come to.
function colour(/** @type {string} */ name) {
  const probe = document.body.appendChild(document.createElement('span'));
  probe.style.color = `var(--${name})`;
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

/** @param {{ title: string, at: number[], lines: { name: string, values: (number|null)[], colour: string, bars?: boolean }[] }} props seconds */
export function Chart({ title, at, lines }) {
  const element = useRef(/** @type {HTMLElement|null} */ (null));
  useEffect(() => {
    let gone = false;
    let chart = /** @type {any} */ (undefined);
    const resize = () => chart?.setSize({ width: element.current?.clientWidth ?? 300, height: 220 });
    uplot().then(uPlot => {
      if (gone || !element.current) return;
      const axis = { stroke: colour('soft'), grid: { stroke: colour('line'), width: 1 }, ticks: { stroke: colour('line') }, font: '12px system-ui' };
      chart = new uPlot({
        width: element.current.clientWidth, height: 220, legend: { live: false }, cursor: { show: false }, axes: [{ ...axis, values: (/** @type {any} */ _u, /** @type {number[]} */ at) => axisTimes(at) }, { ...axis, size: 44, incrs: whole }],
        scales: { y: { range: (/** @type {any} */ _u, /** @type {number} */ _low, /** @type {number} */ high) => [0, Math.max(5, Math.ceil((high ?? 0) * 1.15))] } },
        series: [{}, ...lines.map(line => ({
          label: line.name, stroke: colour(line.colour), width: 2, spanGaps: true, points: { size: 6 },
          ...(line.bars && { fill: colour(line.colour), paths: uPlot.paths.bars({ size: [0.7, 40] }), points: { show: false } }),
        }))],
      }, [at, ...lines.map(line => line.values)], element.current);
    }).catch(() => {});
    addEventListener('resize', resize);
    return () => { gone = true; removeEventListener('resize', resize); chart?.destroy(); };
  }, [JSON.stringify([at, lines])]);
  return html`<figure class="chart"><figcaption>${title}</figcaption><div ref=${element} role="img" aria-label=${`${title}: ${lines.map(line => `${line.name} ${line.values[line.values.length - 1] ?? '–'}`).join(', ')}`}></div></figure>`;
}
