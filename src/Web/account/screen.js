// Pages that links in e-mails lead to: a new password, a verified address, an invitation. Built with the calls that they need.
import { html } from '../shared/html.js';

export const frame = 'narrow';
export const Screen = () => html`<p></p>`;
