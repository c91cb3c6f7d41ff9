// Keeps the stream of messages open, and says when it is not.
const firstPause = 1000;
const longestPause = 15000;
const patience = 2000;
const longestSleep = 30000;

/**
 * @param {string} address of the stream
 * @param {{ onMessage: (message: object) => void, onOpen: () => void, onLost: () => void }} listener
 */
export function connect(address, listener) {
  let source;
  let lastEventId = '';
  let pause = firstPause;
  let retry = 0;
  let worry = 0;
  let hiddenAt = 0;

  function open() {
    clearTimeout(retry);
    source?.close();
    const url = new URL(address, location.href);

    // A new EventSource does not remember; the browser's own retries do.
    if (lastEventId) {
      url.searchParams.set('after', lastEventId);
    }

    const mine = source = new EventSource(url, { withCredentials: true });
    mine.onopen = () => {
      pause = firstPause;
      clearTimeout(worry);
      worry = 0;
      listener.onOpen();
    };
    mine.onmessage = event => {
      lastEventId = event.lastEventId;
      listener.onMessage(JSON.parse(event.data));
    };
    mine.onerror = () => {
      worry ||= setTimeout(listener.onLost, patience);

      // The browser gives up on any answer but a stream; we do not.
      if (mine.readyState === EventSource.CLOSED && mine === source) {
        retry = setTimeout(open, pause * (0.75 + Math.random() / 2));
        pause = Math.min(pause * 2, longestPause);
      }
    };
  }

  addEventListener('online', open);
  addEventListener('offline', () => listener.onLost());

  // A page that slept may hold a connection that died unnoticed.
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) {
      hiddenAt = Date.now();
    } else if (Date.now() - hiddenAt > longestSleep) {
      open();
    }
  });

  // Back from the browser's page cache everything is as it was, but the stream is closed.
  addEventListener('pagehide', () => source?.close());
  addEventListener('pageshow', event => event.persisted && open());
  open();
}
