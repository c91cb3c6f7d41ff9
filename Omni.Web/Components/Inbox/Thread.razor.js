// Keeps the reader's place: at the end it follows, elsewhere what is in sight stays where it is, whatever comes above or below.
export function attach(thread, scroller, firstShown) {
  const near = 48;
  let isAtEnd = true, anchors = [], isLoading = false;
  const tell = (method, ...values) => thread.invokeMethodAsync(method, ...values).catch(() => {});
  const distance = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;

  const remember = () => {
    const { top, bottom } = scroller.getBoundingClientRect();
    const inSight = [];
    for (const element of scroller.querySelectorAll('[data-message]')) {
      const box = element.getBoundingClientRect();
      if (box.top >= bottom) break;
      if (box.bottom > top) inSight.push({ element, offset: box.top - top, isWhole: box.top >= top });
    }
    // What is cut off above may grow when a late message parts it from its neighbour: it leads only where nothing else does.
    anchors = [...inSight.filter(a => a.isWhole), ...inSight.filter(a => !a.isWhole)];
  };

  const keep = () => {
    if (isAtEnd) {
      scroller.scrollTop = scroller.scrollHeight;
      return;
    }

    // The first that is still there: messages can go when a merge is taken back.
    const anchor = anchors.find(a => a.element.isConnected);
    if (anchor) {
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
  const wanted = firstShown && scroller.querySelector(`[data-message="${firstShown}"]`);
  if (wanted) {
    wanted.scrollIntoView({ block: 'center' });
    wanted.setAttribute('data-found', '');
  }
  onScroll();

  const changes = new MutationObserver(() => { keep(); remember(); loadOlder(); });
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
