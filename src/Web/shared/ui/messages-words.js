// Sentences of the messages of an order.
import { translator } from '../i18n.js';

export const words = {
  en: { title: 'Messages', write: 'Write a message', send: 'Send', none: 'No messages yet.' },
  de: { title: 'Nachrichten', write: 'Eine Nachricht schreiben', send: 'Senden', none: 'Noch keine Nachrichten.' },
};

export const t = translator(words);
