// The list of messages: each one is drawn once, in its place, and touched again only when it changes.
import { locale, words } from './words.js';

const joinsWithin = 60000;
const link = /\bhttps?:\/\/[^\s<>"'`]+/giu;
const trailing = /[.,;:!?)\]}»”’،؛؟]+$/u;
const clock = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' });
const exact = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'medium' });
const dayOfYear = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long' });
const dayOfOtherYear = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric' });

/**
 * A message: { key, id?, direction, source, author?, text?, quoted?, edited?, deleted?, at: Date, state: 'sending' | 'sent' | 'failed', reason? }.
 */
export class Thread {
  #log;
  #retry;
  #messages = [];

  constructor(log, retry) {
    this.#log = log;
    this.#retry = retry;
  }

  get messages() {
    return this.#messages;
  }

  find(matches) {
    return this.#messages.find(matches);
  }

  /** Puts a new message in its place by time, or draws a changed one again. */
  put(message, isFresh) {
    const known = this.#messages.indexOf(message);

    if (known >= 0) {
      this.#messages.splice(known, 1);
    } else {
      message.element = make('div', 'message');
      message.element.classList.toggle('fresh', isFresh);
    }

    let place = this.#messages.length;

    while (place > 0 && this.#messages[place - 1].at > message.at) {
      place--;
    }

    this.#messages.splice(place, 0, message);

    if (known !== place || !message.element.isConnected) {
      this.#log.insertBefore(message.element, this.#anchorOf(this.#messages[place + 1]));
    }

    this.#draw(message);
    this.#arrange();
  }

  #anchorOf(next) {
    return next ? next.day ?? next.element : null;
  }

  #draw(message) {
    const { element } = message;
    const isMine = message.direction === 'inbound';
    element.dataset.state = message.state;
    element.classList.toggle('mine', isMine);
    element.classList.toggle('agent', message.source === 'agent');
    element.classList.toggle('failed', message.state === 'failed');
    element.classList.toggle('deleted', Boolean(message.deleted));

    const bubble = make('div', 'bubble');
    bubble.dir = 'auto';
    bubble.append(...quote(message.quoted));
    message.deleted ? bubble.append(words.deleted) : bubble.append(...withLinks(message.text ?? ''));

    const author = make('div', isMine || !message.author ? 'author visually-hidden' : 'author');
    author.dir = 'auto';
    author.textContent = isMine ? words.you : message.author ?? document.querySelector('h1').textContent;
    message.authorElement = author;
    element.replaceChildren(author, bubble, this.#meta(message));
  }

  #meta(message) {
    const meta = make('div', 'meta');

    if (message.state === 'failed') {
      meta.classList.add('failure');
      const retry = make('button', 'retry');
      retry.type = 'button';
      retry.textContent = words.retry;
      retry.addEventListener('click', () => this.#retry(message));
      const reason = make('span');
      reason.textContent = message.reason;
      meta.append(reason, retry);
    } else if (message.state === 'sending') {
      meta.textContent = words.sending;
    } else {
      if (message.edited) {
        meta.classList.add('edited');
        const mark = make('span');
        mark.textContent = words.edited;
        meta.append(mark);
      }

      const time = make('time');
      time.dateTime = message.at.toISOString();
      time.title = exact.format(message.at);
      time.textContent = clock.format(message.at);
      meta.append(time);
    }

    return meta;
  }

  // Days begin with a line; the same sender within a minute joins, and only the last of them tells the time.
  #arrange() {
    this.#messages.forEach((message, index) => {
      const before = this.#messages[index - 1];
      const startsDay = !before || before.at.toDateString() !== message.at.toDateString();
      const joins = !startsDay && before.direction === message.direction && before.author === message.author
        && before.state !== 'failed' && message.at - before.at < joinsWithin;

      if (startsDay) {
        message.day ??= make('div', 'day');
        message.day.textContent = dayOf(message.at);

        // Put back only where it is missing: moving it would have it read out again.
        if (message.element.previousSibling !== message.day) {
          message.element.before(message.day);
        }
      } else {
        message.day?.remove();
        message.day = undefined;
      }

      message.element.classList.toggle('joined', joins);
      before?.element.classList.toggle('joins-next', joins);
      message.authorElement.hidden = joins;
    });
    this.#messages.at(-1)?.element.classList.remove('joins-next');
  }
}

function dayOf(at) {
  const now = new Date();
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);

  if (at.toDateString() === now.toDateString()) {
    return words.today;
  }

  return at.toDateString() === yesterday.toDateString() ? words.yesterday
    : (at.getFullYear() === now.getFullYear() ? dayOfYear : dayOfOtherYear).format(at);
}

// What it answers, above what it says.
function* quote(text) {
  if (!text) {
    return;
  }

  const said = make('span', 'visually-hidden');
  // With a direction of its own, so that it does not lend what it introduces its own.
  said.dir = 'auto';
  said.textContent = `${words.quoted} `;
  const quoted = make('blockquote');
  quoted.dir = 'auto';
  quoted.append(said, text);
  yield quoted;
}

// Everything is text but what plainly is a web address.
function* withLinks(text) {
  let done = 0;

  for (const match of text.matchAll(link)) {
    const address = match[0].replace(trailing, '');

    if (!URL.canParse(address)) {
      continue;
    }

    yield text.slice(done, match.index);
    const anchor = make('a');
    anchor.href = address;
    anchor.target = '_blank';
    anchor.rel = 'noopener noreferrer nofollow ugc';
    anchor.textContent = address;
    yield anchor;
    done = match.index + address.length;
  }

  yield text.slice(done);
}

function make(name, className) {
  const element = document.createElement(name);

  if (className) {
    element.className = className;
  }

  return element;
}
