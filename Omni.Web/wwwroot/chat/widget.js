// The bubble on somebody's page: <script src="https://…/chat/{name}/widget.js" async></script>. It opens the chat in a frame of our own.
(() => {
  const script = document.currentScript;
  const source = new URL(script.src);
  const page = source.href.replace(/\/widget\.js.*$/, '');
  const chat = decodeURIComponent(page.slice(page.lastIndexOf('/') + 1));
  const hostId = `omni-chat-${chat}`;
  const speech = 'M5 4.5h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-7l-4.5 4v-4H5a2 2 0 0 1-2-2v-8a2 2 0 0 1 2-2Z';
  const usedKey = `omni-chat-used:${chat}`;

  // The script may stand on the page twice; the bubble may not.
  if (document.getElementById(hostId)) {
    return;
  }

  const languages = {
    en: { open: 'Open chat', close: 'Close chat', title: 'Chat', unread: n => `Open chat, ${n} unread` },
    he: { open: 'פתיחת צ׳אט', close: 'סגירת הצ׳אט', title: 'צ׳אט', unread: n => `פתיחת צ׳אט, ${n} שלא נקראו` },
    ar: { open: 'فتح المحادثة', close: 'إغلاق المحادثة', title: 'محادثة', unread: n => `فتح المحادثة، ${n} غير مقروءة` },
  };
  const words = languages[(script.dataset.lang ?? navigator.language).slice(0, 2)] ?? languages.en;

  const css = `
    :host { all: initial; position: fixed; z-index: 2147483000; inset-block-end: 20px; inset-inline-end: 20px; }
    * { box-sizing: border-box; }
    [hidden] { display: none !important; }
    button { position: relative; display: grid; place-items: center; inline-size: 56px; block-size: 56px; margin: 0; padding: 0; border: 0; border-radius: 50%;
      background: #0f766e; color: #fff; box-shadow: 0 1px 2px rgb(15 20 25 / 12%), 0 8px 24px rgb(15 20 25 / 24%); cursor: pointer; }
    button:hover { background: #0b5f58; }
    button:focus-visible { outline: 2px solid #0f766e; outline-offset: 3px; }
    svg { inline-size: 26px; block-size: 26px; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
    .badge { position: absolute; inset-block-start: -4px; inset-inline-end: -4px; min-inline-size: 22px; block-size: 22px; padding-inline: 6px; border: 2px solid #fff; border-radius: 11px;
      background: #b91c1c; color: #fff; font: 600 12px/18px system-ui, sans-serif; text-align: center; }
    iframe { position: fixed; inset-block-end: 88px; inset-inline-end: 20px; inline-size: 380px; block-size: min(600px, calc(100dvh - 108px)); border: 0; border-radius: 14px;
      background: #fff; box-shadow: 0 1px 2px rgb(15 20 25 / 12%), 0 12px 40px rgb(15 20 25 / 28%); color-scheme: light dark; }
    @media (max-width: 480px) {
      iframe { inset: 0; inline-size: 100%; block-size: 100dvh; border-radius: 0; }
      .is-open button { display: none; }
    }
    @media (prefers-color-scheme: dark) { iframe { background: #0f1316; } .badge { border-color: #0f1316; } }`;

  const host = document.createElement('div');
  host.id = hostId;
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [sheet];

  const box = document.createElement('div');
  const button = document.createElement('button');
  const badge = document.createElement('span');
  button.type = 'button';
  badge.className = 'badge';
  badge.hidden = true;
  badge.ariaHidden = 'true';
  button.append(drawing(speech), badge);
  box.append(button);
  root.append(box);

  let frame;
  let isOpen = false;
  let unread = 0;

  function drawing(path) {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    const line = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    svg.setAttribute('viewBox', '0 0 24 24');
    svg.setAttribute('aria-hidden', 'true');
    line.setAttribute('d', path);
    svg.append(line);
    return svg;
  }

  function load() {
    if (!frame) {
      frame = document.createElement('iframe');
      frame.src = `${page}?embed=1`;
      frame.title = words.title;
      frame.hidden = true;
      box.append(frame);
    }
  }

  function set(open) {
    load();
    isOpen = open;
    frame.hidden = !open;
    box.classList.toggle('is-open', open);
    remember();
    draw();
    tell();
    open ? frame.focus() : button.focus();
  }

  function draw() {
    button.ariaExpanded = String(isOpen);
    button.ariaLabel = isOpen ? words.close : unread > 0 ? words.unread(unread) : words.open;
    badge.hidden = isOpen || unread === 0;
    badge.textContent = unread > 99 ? '99+' : String(unread);
    button.firstChild.firstChild.setAttribute('d', isOpen ? 'm6 9 6 6 6-6' : speech);
  }

  function tell() {
    frame.contentWindow?.postMessage({ omniChat: chat, open: isOpen }, source.origin);
  }

  // Who has never opened it loads no frame: the page they came for is quicker.
  function remember() {
    try {
      localStorage.setItem(usedKey, '1');
    } catch {
      // Without storage the frame is loaded when the bubble is first opened.
    }
  }

  function wasUsed() {
    try {
      return localStorage.getItem(usedKey) === '1';
    } catch {
      return false;
    }
  }

  button.addEventListener('click', () => set(!isOpen));
  root.addEventListener('keydown', event => event.key === 'Escape' && isOpen && set(false));
  addEventListener('message', event => {
    if (!frame || event.source !== frame.contentWindow || event.origin !== source.origin || event.data?.omniChat !== chat) {
      return;
    }

    if (event.data.ready) {
      tell();
    } else if (event.data.close) {
      set(false);
    } else if (Number.isInteger(event.data.unread)) {
      unread = event.data.unread;
      draw();
    }
  });

  draw();
  const start = () => {
    document.body.append(host);

    if (wasUsed()) {
      load();
    }
  };
  document.body ? start() : addEventListener('DOMContentLoaded', start);
})();
