// The visitor's page: sends what is typed, shows what the stream tells.
import { connect } from './connection.js';
import { Thread } from './thread.js';
import { words } from './words.js';

const page = document.documentElement;
const chat = page.dataset.chat;
const isEmbedded = 'embed' in page.dataset && parent !== window;
const query = 'embed' in page.dataset ? '?embed=1' : '';
const address = `/api/chat/${encodeURIComponent(chat)}`;
const seenKey = `omni-chat-seen:${chat}`;
const longestPost = 20000;

const [log, scroller, form, text, send, banner, empty, latest, close] =
  ['log', 'thread', 'composer', 'text', 'send', 'banner', 'empty', 'latest', 'close'].map(id => document.getElementById(id));
const thread = new Thread(log, retry);
let isReady = false;
let isOpen = !isEmbedded;
let unread = 0;
let seenUntil = Number(remember(seenKey) ?? Date.now());
let outbox = Promise.resolve();

function speak() {
  empty.textContent = words.empty;
  text.placeholder = words.write;
  document.getElementById('text-label').textContent = words.write;
  send.ariaLabel = words.send;
  send.title = words.send;
  close.ariaLabel = words.close;
  log.ariaLabel = words.log;
  latest.textContent = words.latest;
}

// --- sending ---

function submit() {
  const typed = text.value.trim();

  if (!typed) {
    return;
  }

  text.value = '';
  grow();
  const message = { key: newId(), direction: 'inbound', source: 'visitor', text: typed, at: now(), state: 'sending' };
  show(message, true);
  scrollDown();
  queue(message);
}

function retry(message) {
  message.state = 'sending';
  message.at = now();
  show(message, false);
  queue(message);
  text.focus();
}

// One after the other, so that what was typed first arrives first.
function queue(message) {
  outbox = outbox.then(() => post(message));
}

async function post(message) {
  try {
    const response = await fetch(`${address}/messages${query}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      credentials: 'include',
      body: JSON.stringify({ client_id: message.key, text: message.text }),
      signal: AbortSignal.timeout(longestPost),
    });

    if (response.ok) {
      return take(await response.json());
    }

    fail(message, response.status === 429 ? words.tooMany : response.status < 500 ? words.refused : words.failed, response.status >= 500);
  } catch {
    fail(message, words.failed, true);
  }
}

function fail(message, reason, mayHeal) {
  // The stream may have brought it already: then only the answer was lost.
  if (message.id) {
    return;
  }

  Object.assign(message, { state: 'failed', reason, mayHeal });
  show(message, false);
}

// --- what the stream tells ---

function take(told) {
  const known = thread.find(m => m.id === told.id) ?? (told.client_id && thread.find(m => !m.id && m.key === told.client_id));
  const message = known || { key: told.id };
  const wasThere = Boolean(known);

  Object.assign(message, {
    id: told.id,
    direction: told.direction,
    source: told.source,
    author: told.author ?? undefined,
    text: told.text,
    quoted: told.quoted_text,
    edited: told.edited,
    deleted: told.deleted,
    at: new Date(told.sent_at),
    state: 'sent',
  });
  const wasAtEnd = isAtEnd();
  show(message, isReady && !wasThere);

  if (!wasThere && message.direction === 'outbound') {
    count(message);
  }

  if (wasAtEnd || !isReady) {
    scrollDown();
  } else if (!wasThere) {
    latest.hidden = false;
  }
}

function show(message, isFresh) {
  empty.hidden = true;
  const wasAtEnd = isAtEnd();
  thread.put(message, isFresh);

  if (wasAtEnd) {
    scrollDown();
  }
}

// History is not read out; what comes later is.
function ready() {
  banner.hidden = true;

  if (!isReady) {
    setTimeout(() => {
      isReady = true;
      log.ariaLive = 'polite';
      empty.hidden = thread.messages.length > 0;
    }, 100);
  }

  // What failed for want of a connection goes again by itself; the same id twice is one message.
  thread.messages.filter(m => m.state === 'failed' && m.mayHeal).forEach(retryQuietly);
}

function retryQuietly(message) {
  message.state = 'sending';
  show(message, false);
  queue(message);
}

function lost() {
  banner.textContent = words.lost;
  banner.hidden = false;
}

// --- unread ---

function isWatched() {
  return isOpen && !document.hidden;
}

function count(message) {
  if (isWatched()) {
    see();
  } else if (message.at > seenUntil) {
    unread++;
    tell();
  }
}

function see() {
  unread = 0;
  seenUntil = Math.max(seenUntil, ...thread.messages.filter(m => m.direction === 'outbound').map(m => +m.at));
  remember(seenKey, seenUntil);
  tell();
}

// The bubble outside is told numbers only, so whoever frames us may hear them.
function tell() {
  document.title = unread > 0 ? `(${unread}) ${document.querySelector('h1').textContent}` : document.querySelector('h1').textContent;

  if (isEmbedded) {
    parent.postMessage({ omniChat: chat, unread }, '*');
  }
}

// --- the page ---

function isAtEnd() {
  return scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 80;
}

function scrollDown() {
  scroller.scrollTop = scroller.scrollHeight;
  latest.hidden = true;
}

function grow() {
  send.disabled = !text.value.trim();

  if (!CSS.supports('field-sizing', 'content')) {
    text.style.blockSize = 'auto';
    text.style.blockSize = `${text.scrollHeight + 2}px`;
  }
}

// Behind everything that stands there, even when the server's clock runs ahead of ours.
function now() {
  const last = thread.messages.at(-1)?.at ?? 0;
  return new Date(Math.max(Date.now(), Number(last) + 1));
}

// Not randomUUID: that is missing where the page is not served over https.
function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');
}

// Storage is refused to some framed pages; then nothing is remembered.
function remember(key, value) {
  try {
    return value === undefined ? localStorage.getItem(key) : localStorage.setItem(key, String(value));
  } catch {
    return null;
  }
}

form.addEventListener('submit', event => {
  event.preventDefault();
  submit();
});
text.addEventListener('input', grow);
text.addEventListener('keydown', event => {
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    submit();
  }
});
latest.addEventListener('click', () => {
  scrollDown();
  text.focus();
});
scroller.addEventListener('scroll', () => {
  if (isAtEnd()) {
    latest.hidden = true;
  }
}, { passive: true });
document.addEventListener('visibilitychange', () => isWatched() && see());
new ResizeObserver(() => latest.hidden && scrollDown()).observe(scroller);

if (isEmbedded) {
  const leave = () => parent.postMessage({ omniChat: chat, close: true }, '*');
  close.hidden = false;
  close.addEventListener('click', leave);
  addEventListener('keydown', event => event.key === 'Escape' && !event.isComposing && leave());
  addEventListener('message', event => {
    if (event.source === parent && event.data?.omniChat === chat && typeof event.data.open === 'boolean') {
      isOpen = event.data.open;

      if (isOpen) {
        see();
        scrollDown();
        text.focus();
      }
    }
  });
  parent.postMessage({ omniChat: chat, ready: true }, '*');
} else if (matchMedia('(pointer: fine)').matches) {
  text.focus();
}

speak();
grow();
connect(`${address}/stream${query}`, { onMessage: take, onOpen: ready, onLost: lost });
