// Keeps the reader's place: at the end it follows, elsewhere what is in sight stays where it is, whatever comes above or below.
export function attach(scroller, thread) {
  const near = 48;
  let isAtEnd = true, anchor = null, isLoading = false;
  const tell = (method, ...values) => thread.invokeMethodAsync(method, ...values).catch(() => {});
  const distance = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;

  const remember = () => {
    const top = scroller.getBoundingClientRect().top;
    const first = [...scroller.querySelectorAll('[data-message]')].find(m => m.getBoundingClientRect().bottom > top);
    anchor = first ? { element: first, offset: first.getBoundingClientRect().top - top } : null;
  };

  const keep = () => {
    if (isAtEnd) {
      scroller.scrollTop = scroller.scrollHeight;
    } else if (anchor?.element.isConnected) {
      scroller.scrollTop += anchor.element.getBoundingClientRect().top - scroller.getBoundingClientRect().top - anchor.offset;
    }
  };

  const loadOlder = async () => {
    if (isLoading || scroller.scrollTop > 400 || !scroller.querySelector('.older span')) return;
    isLoading = true;
    await tell('LoadOlderAsync');
    // One frame, so that a page that is shorter than the screen is seen as such.
    requestAnimationFrame(() => { isLoading = false; loadOlder(); });
  };

  const onScroll = () => {
    const now = distance() < near;
    if (now !== isAtEnd) tell('OnScrolled', isAtEnd = now);
    remember();
    loadOlder();
  };

  const onVisible = () => tell('OnVisibleAsync', document.visibilityState === 'visible');

  // Before the first paint: the end, or the first unread message when that is further up.
  scroller.scrollTop = scroller.scrollHeight;
  const unread = scroller.querySelector('.unread-line');
  if (unread && unread.getBoundingClientRect().top < scroller.getBoundingClientRect().top + 56) {
    unread.scrollIntoView({ block: 'start' });
    scroller.scrollTop -= 56;
  }
  onScroll();

  const changes = new MutationObserver(() => { keep(); remember(); });
  changes.observe(scroller, { childList: true, subtree: true, characterData: true });
  const sizes = new ResizeObserver(keep);
  sizes.observe(scroller);
  scroller.addEventListener('scroll', onScroll, { passive: true });
  document.addEventListener('visibilitychange', onVisible);
  onVisible();

  return {
    toLatest: () => { isAtEnd = true; scroller.scrollTop = scroller.scrollHeight; tell('OnScrolled', true); },
    dispose: () => {
      changes.disconnect();
      sizes.disconnect();
      scroller.removeEventListener('scroll', onScroll);
      document.removeEventListener('visibilitychange', onVisible);
    },
  };
}
