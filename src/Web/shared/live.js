// The one live stream of this page.
import { client } from './session.js';
import { LiveStream } from './stream.js';

export const live = new LiveStream(client);
