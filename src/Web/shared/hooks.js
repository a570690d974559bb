// What screens need again and again: the page within a screen, data kept fresh by the live stream, the time, and a command.
import { useCallback, useEffect, useRef, useState } from './html.js';
import { live } from './live.js';
import { say } from './ui/toast.js';
import { describe } from './problems.js';

/** The part of the address after #, as a list: #/orders/1 is ['orders', '1']. */
export function useHash() {
  const read = () => location.hash.replace(/^#\/?/, '').split('/').map(decodeURIComponent);
  const [parts, setParts] = useState(read);
  useEffect(() => {
    const changed = () => {
      setParts(read());
      window.scrollTo(0, 0);
      /** @type {HTMLElement|null} */ (document.querySelector('main'))?.focus({ preventScroll: true });
    };
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  return parts;
}

/** Now, again every so often. @param {number} [every] milliseconds */
export function useNow(every = 1000) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), every);
    return () => clearInterval(timer);
  }, [every]);
  return now;
}

/** @param {(event: import('./stream.js').LiveEvent) => void} listener */
export function useEvents(listener) {
  const latest = useRef(listener);
  latest.current = listener;
  useEffect(() => live.listen(/** @param {any} event */ event => latest.current(event)), []);
}

/**
 * What load() answers: read at first, when an event says that it changed, when the stream missed something, and now and then.
 * However many events come, one reading is under way at a time, and one more follows.
 * @param {() => Promise<any>} load @param {unknown[]} inputs
 * @param {{ when?: (event: import('./stream.js').LiveEvent) => boolean, every?: number }} [options]
 */
export function useFresh(load, inputs, { when = () => false, every = 60_000 } = {}) {
  const [state, setState] = useState(/** @type {{ data?: any, problem?: any, loading: boolean }} */ ({ loading: true }));
  const current = useRef({ load, busy: false, again: false, turn: 0 });
  current.current.load = load;

  const reload = useCallback(async () => {
    const my = current.current;
    if (my.busy) { my.again = true; return; }
    my.busy = true;
    const { turn } = my;
    try {
      const data = await my.load();
      if (turn === my.turn) setState({ data, loading: false });
    } catch (problem) {
      if (turn === my.turn) setState(old => ({ data: old.data, problem, loading: false }));
    } finally {
      my.busy = false;
      if (my.again) { my.again = false; setTimeout(reload, 150); }
    }
  }, []);

  useEffect(() => {
    current.current.turn++;
    setState({ loading: true });
    reload();
  }, inputs);
  useEffect(() => {
    const timer = setInterval(reload, every);
    const unwatch = live.watch(/** @param {string} now */ now => { if (now === 'open') reload(); });
    return () => { clearInterval(timer); unwatch(); };
  }, [every]);
  useEvents(event => { if (event.type === 'gap' || when(event)) reload(); });
  const change = useCallback(/** @param {(data: any) => any} how */ how => setState(old => (old.data ? { ...old, data: how(old.data) } : old)), []);
  return { ...state, reload, change };
}

/** A command under way: [run, busy]. What goes wrong is told in words. @param {(...values: any[]) => Promise<any>} work */
export function useCommand(work) {
  const [busy, setBusy] = useState(false);
  const running = useRef(false);
  const run = async (/** @type {any[]} */ ...values) => {
    if (running.current) return undefined;
    running.current = true;
    setBusy(true);
    try {
      return await work(...values);
    } catch (problem) {
      say(describe(problem), 'bad');
      return undefined;
    } finally {
      running.current = false;
      setBusy(false);
    }
  };
  return /** @type {const} */ ([run, busy]);
}
