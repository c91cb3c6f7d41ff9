// Asks for more rows when the end of the list comes near.
export function attach(list, scroller) {
  const look = () => {
    if (scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 600) list.invokeMethodAsync('LoadMoreAsync').catch(() => {});
  };
  scroller.addEventListener('scroll', look, { passive: true });
  return {
    toTop: () => { scroller.scrollTop = 0; },
    dispose: () => scroller.removeEventListener('scroll', look),
  };
}
