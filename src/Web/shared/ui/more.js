// A list that comes in pages: what is there, and a button for what follows.
import { html, useEffect, useState } from '../html.js';
import { useCommand } from '../hooks.js';
import { client } from '../session.js';
import { t } from '../words.js';
import { Button, Loaded } from './parts.js';

/** All pages read so far of one address of the API. @param {string} path with its query */
export function usePages(path) {
  const [state, setState] = useState(/** @type {{ data?: any, problem?: any, loading: boolean }} */ ({ loading: true }));
  const read = async (/** @type {string|undefined} */ cursor, /** @type {any[]} */ before) => {
    const page = await client.get(`${path}${path.includes('?') ? '&' : '?'}limit=50${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`);
    setState({ data: { items: [...before, ...page.items], nextCursor: page.nextCursor }, loading: false });
  };
  const reload = () => read(undefined, []).catch(problem => setState(old => ({ data: old.data, problem, loading: false })));
  useEffect(() => {
    setState({ loading: true });
    reload();
  }, [path]);
  const [more, busy] = useCommand(() => read(state.data.nextCursor, state.data.items));
  return { ...state, reload, more, busy };
}

/** @param {{ of: ReturnType<typeof usePages>, children: (items: any[]) => any }} props */
export const Pages = ({ of, children }) => html`<${Loaded} of=${of}>${(/** @type {any} */ { items, nextCursor }) => html`${children(items)}
  ${nextCursor && html`<p class="row"><${Button} kind="plain" busy=${of.busy} onClick=${of.more}>${t('more')}<//></p>`}`}<//>`;
