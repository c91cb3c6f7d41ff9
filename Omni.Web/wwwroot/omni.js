// What must happen before the first paint, and what belongs to the browser alone: theme, pinned rail, starting the circuit.
(() => {
  const root = document.documentElement;
  const memory = {
    get: key => { try { return localStorage.getItem(key); } catch { return null; } },
    set: (key, value) => { try { value === null ? localStorage.removeItem(key) : localStorage.setItem(key, value); } catch { /* private window */ } },
  };

  const theme = {
    get: () => memory.get('omni.theme') ?? 'system',
    apply: () => { const chosen = theme.get(); chosen === 'system' ? root.removeAttribute('data-theme') : root.setAttribute('data-theme', chosen); },
    set: chosen => { memory.set('omni.theme', chosen === 'system' ? null : chosen); theme.apply(); },
  };

  const rail = {
    isPinned: () => memory.get('omni.rail') === 'pinned',
    apply: () => root.toggleAttribute('data-rail-pinned', rail.isPinned()),
    pin: pinned => { memory.set('omni.rail', pinned ? 'pinned' : null); rail.apply(); },
  };

  // What was typed and not sent, per conversation. When one went into another, its draft goes along.
  const drafts = {
    moved: new Map(),
    key: conversation => {
      let now = conversation;
      while (drafts.moved.has(now)) now = drafts.moved.get(now);
      return `omni.draft.${now}`;
    },
    stand: conversation => drafts.moved.delete(conversation),
    move: (from, into) => {
      const taken = memory.get(drafts.key(from));
      memory.set(drafts.key(from), null);
      drafts.moved.delete(into);
      drafts.moved.set(from, into);
      const there = memory.get(drafts.key(into));
      if (!taken) return;
      memory.set(drafts.key(into), there ? `${there}\n${taken}` : taken);
      dispatchEvent(new CustomEvent('omni:draft', { detail: drafts.key(into) }));
    },
  };

  // Away: the screen is tried to be reached again.
  const connection = {
    isAway: () => document.getElementById('components-reconnect-modal')?.matches('.components-reconnect-show, .components-reconnect-failed, .components-reconnect-rejected') ?? false,
  };

  // What is typed between the click on a conversation and the moment when its box is there belongs into the box; on the list it would be lost, and spaces scroll.
  const ahead = {
    text: '',
    until: 0,
    begin: () => { ahead.take(); ahead.until = Date.now() + 5000; },
    take: () => { const typed = ahead.text; [ahead.text, ahead.until] = ['', 0]; return typed; },
    onKey: event => {
      if (Date.now() > ahead.until || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.target.closest?.('input, textarea, select, [contenteditable]')) return;
      if (event.key === 'Backspace') ahead.text = ahead.text.slice(0, -1);
      else if (event.key.length === 1) ahead.text += event.key;
      else if (event.key !== 'Enter' || ahead.text === '') return;
      event.preventDefault();
    },
  };
  addEventListener('click', event => event.target.closest?.('a[data-opens-thread]') ? ahead.begin() : ahead.take(), true);
  addEventListener('keydown', ahead.onKey, true);

  theme.apply();
  rail.apply();
  addEventListener('storage', () => { theme.apply(); rail.apply(); });

  globalThis.omni = {
    theme, rail, memory, drafts, connection, ahead,
    browser: () => ({ zone: Intl.DateTimeFormat().resolvedOptions().timeZone ?? 'UTC', locale: navigator.language ?? 'en', theme: theme.get(), railPinned: rail.isPinned() }),
    copy: text => navigator.clipboard.writeText(text).then(() => true, () => false),
    // The panel beside a conversation: shown where there is room, unless the member closed it.
    person: {
      isShown: () => innerWidth >= 1280 && memory.get('omni.person') !== 'hidden',
      show: shown => { if (innerWidth >= 1280) memory.set('omni.person', shown ? null : 'hidden'); },
    },
    // The first field has the focus, with the caret behind what stands in it; without fields, what the browser chooses.
    dialog: {
      open: element => {
        if (element.open) return;
        element.showModal();
        const field = element.querySelector('[autofocus]') ?? element.querySelector('input:not([type="hidden"], :disabled), textarea:not(:disabled), select:not(:disabled)');
        field?.focus();
        if (field?.matches('textarea, input[type="text"], input:not([type])')) field.setSelectionRange(field.value.length, field.value.length);
      },
      close: element => element.close(),
    },
    form: {
      // Brings the first field that is wrong into sight, or else what is said about the whole.
      showWrong: form => {
        const wrong = form.querySelector('.field .error, .notice.bad');
        const field = wrong?.closest('.field');
        (field ?? wrong)?.scrollIntoView({ block: 'center' });
        (field?.querySelector('[aria-invalid="true"]') ?? field?.querySelector('input, textarea, select, button'))?.focus({ preventScroll: true });
      },
    },
  };

  // The panel of a popover opens to the side that has room for it, before it is first painted: what it opens in must not grow by it.
  const frameOf = element => {
    const frame = { top: 0, left: 0, bottom: innerHeight, right: innerWidth };
    for (let around = element.parentElement; around; around = around.parentElement) {
      if (getComputedStyle(around).overflowY === 'visible') continue;
      const box = around.getBoundingClientRect();
      Object.assign(frame, { top: Math.max(frame.top, box.top), left: Math.max(frame.left, box.left), bottom: Math.min(frame.bottom, box.bottom), right: Math.min(frame.right, box.right) });
    }
    return frame;
  };
  const gap = 8;
  customElements.define('omni-panel', class extends HTMLElement {
    connectedCallback() { queueMicrotask(() => this.isConnected && this.place()); }

    place() {
      const { side, edge } = this.dataset;
      const [button, frame, isRtl] = [this.parentElement.getBoundingClientRect(), frameOf(this.parentElement), getComputedStyle(this).direction === 'rtl'];
      const height = { below: frame.bottom - button.bottom - gap, above: button.top - frame.top - gap };
      const width = { toRight: frame.right - button.left, toLeft: button.right - frame.left };
      const [start, end] = isRtl ? [width.toLeft, width.toRight] : [width.toRight, width.toLeft];
      const across = side === 'above' ? 'below' : 'above';
      const placedAt = this.offsetHeight <= height[side] || height[side] >= height[across] ? side : across;
      const needed = this.offsetWidth + gap;
      this.dataset.edge = edge === 'end' ? (needed <= end || end >= start ? 'end' : 'start') : (needed <= start || start >= end ? 'start' : 'end');
      this.dataset.side = placedAt;
      this.style.maxHeight = `${Math.max(120, height[placedAt])}px`;
      this.dataset.placed = '';
    }
  });

  // Pages without a circuit come back whole: the first wrong field is where one goes on, and what is changed is no longer wrong.
  document.addEventListener('DOMContentLoaded', () => document.querySelector('form[method="post"] [aria-invalid="true"]')?.focus());
  document.addEventListener('input', event => {
    const field = event.target.closest?.('form[method="post"] .field');
    if (!field) return;
    event.target.removeAttribute('aria-invalid');
    field.querySelector('.error')?.remove();
  });

  document.addEventListener('DOMContentLoaded', () => {
    const modal = document.getElementById('components-reconnect-modal');

    if (modal) {
      let wasAway = false;
      new MutationObserver(() => {
        // Rejected: the server no longer knows this circuit. Loading again comes back to the same screen, drafts and all.
        if (modal.classList.contains('components-reconnect-rejected')) location.reload();
        if (connection.isAway() !== wasAway) dispatchEvent(new Event((wasAway = !wasAway) ? 'omni:away' : 'omni:back'));
      }).observe(modal, { attributeFilter: ['class'] });
      modal.querySelector('button').addEventListener('click', () => location.reload());
    }

    globalThis.Blazor?.start({
      circuit: {
        reconnectionOptions: { maxRetries: 1000, retryIntervalMilliseconds: attempt => Math.min(5000, 300 * 2 ** Math.min(attempt, 5)) },
      },
    });
  });
})();
