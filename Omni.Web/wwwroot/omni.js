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

  theme.apply();
  rail.apply();
  addEventListener('storage', () => { theme.apply(); rail.apply(); });

  globalThis.omni = {
    theme, rail, memory, drafts,
    browser: () => ({ zone: Intl.DateTimeFormat().resolvedOptions().timeZone ?? 'UTC', locale: navigator.language ?? 'en', theme: theme.get(), railPinned: rail.isPinned() }),
    copy: text => navigator.clipboard.writeText(text).then(() => true, () => false),
    // The panel beside a conversation: shown where there is room, unless the member closed it.
    person: {
      isShown: () => innerWidth >= 1280 && memory.get('omni.person') !== 'hidden',
      show: shown => { if (innerWidth >= 1280) memory.set('omni.person', shown ? null : 'hidden'); },
    },
    dialog: { open: element => { if (!element.open) element.showModal(); }, close: element => element.close() },
  };

  document.addEventListener('DOMContentLoaded', () => {
    const modal = document.getElementById('components-reconnect-modal');

    if (modal) {
      // Rejected: the server no longer knows this circuit. Loading again comes back to the same screen, drafts and all.
      new MutationObserver(() => {
        if (modal.classList.contains('components-reconnect-rejected')) location.reload();
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
