// The box grows with its text, keeps drafts per conversation, and hands texts over as they are sent. What the server has not taken yet waits in the browser,
// also through a reload, and is handed over again under the same key: it is sent once.
const freshFor = 5 * 60_000;
const slow = 1500;

export function attach(composer, text, button, conversation) {
  const { memory, drafts, connection } = globalThis.omni;
  const outbox = {
    read: () => { try { return JSON.parse(memory.get('omni.outbox') ?? '[]'); } catch { return []; } },
    write: entries => memory.set('omni.outbox', entries.length === 0 ? null : JSON.stringify(entries)),
    remove: key => outbox.write(outbox.read().filter(entry => entry.key !== key)),
  };
  drafts.stand(conversation);
  const isTouch = matchMedia('(pointer: coarse)').matches;
  const waitingLine = text.closest('.composer').querySelector('.waiting');
  const waiting = new Map();
  let isGone = false;

  const fit = () => {
    button.disabled = text.value.trim() === '';
    text.style.height = 'auto';
    text.style.height = `${text.scrollHeight}px`;
  };

  const write = value => {
    text.value = value;
    onInput();
  };

  const onInput = () => { memory.set(drafts.key(conversation), text.value === '' ? null : text.value); fit(); };

  // The draft of a conversation that went into this one has come.
  const onDraft = event => {
    if (event.detail !== `omni.draft.${conversation}`) return;
    text.value = memory.get(event.detail) ?? '';
    fit();
  };

  // Before what was written meanwhile.
  const giveBack = (where, value) => {
    const key = drafts.key(where);
    const written = memory.get(key);
    const both = written ? `${value}\n${written}` : value;
    if (isGone || key !== drafts.key(conversation)) memory.set(key, both); else write(text.value === '' ? value : `${value}\n${text.value}`);
  };

  const tell = () => {
    const late = [...waiting.values()].filter(entry => connection.isAway() || Date.now() - entry.at > slow);
    waitingLine.hidden = late.length === 0;
    waitingLine.textContent = late.length === 0 ? '' : late.length === 1 ? `Waits for the connection: ${late[0].text}` : `${late.length} messages wait for the connection.`;
  };

  const settle = (entry, wasTaken) => {
    if (!waiting.delete(entry.key)) return;
    outbox.remove(entry.key);
    tell();
    // Refused: nothing that was written is lost.
    if (!wasTaken) giveBack(conversation, entry.text);
  };

  const deliver = entry => {
    waiting.set(entry.key, entry);
    setTimeout(tell, slow + 100);
    composer.invokeMethodAsync('SendAsync', entry.key, entry.text, entry.answers)
      .then(wasTaken => settle(entry, wasTaken))
      // Whether the connection went away is known a moment later; then it is handed over again.
      .catch(() => setTimeout(() => { if (!isGone && !connection.isAway()) settle(entry, false); }, slow));
  };

  const send = () => {
    const value = text.value;
    if (value.trim() === '') return;
    const key = [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, '0')).join('');
    const entry = { key, conversation, text: value, answers: text.dataset.answers ?? null, at: Date.now() };
    outbox.write([...outbox.read(), entry]);
    delete text.dataset.answers;
    write('');
    deliver(entry);
    tell();
  };

  const onBack = () => { for (const entry of waiting.values()) deliver(entry); };

  const onKey = event => {
    // While a word is being composed, Enter belongs to the input method.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229 || isTouch) return;
    event.preventDefault();
    send();
  };

  const onClick = () => { send(); text.focus(); };

  // What waits for longer than it would be sent without a second look is a draft again.
  for (const entry of outbox.read()) {
    if (Date.now() - entry.at > freshFor) {
      outbox.remove(entry.key);
      const key = drafts.key(entry.conversation);
      memory.set(key, [entry.text, memory.get(key)].filter(Boolean).join('\n'));
    } else if (drafts.key(entry.conversation) === drafts.key(conversation)) {
      deliver(entry);
    }
  }

  // What was typed before we were here is the newest of all.
  if (text.value === '') text.value = memory.get(drafts.key(conversation)) ?? ''; else memory.set(drafts.key(conversation), text.value);
  const typed = globalThis.omni.ahead.take();
  if (typed !== '') { text.value += typed; memory.set(drafts.key(conversation), text.value); }
  text.addEventListener('input', onInput);
  text.addEventListener('keydown', onKey);
  button.addEventListener('click', onClick);
  addEventListener('omni:draft', onDraft);
  addEventListener('omni:away', tell);
  addEventListener('omni:back', onBack);
  fit();
  if (!isTouch) text.focus({ preventScroll: true });

  return {
    read: () => text.value,
    // What was typed meanwhile stays.
    taken: value => { if (text.value === value) write(''); },
    dispose: () => {
      isGone = true;
      text.removeEventListener('input', onInput);
      text.removeEventListener('keydown', onKey);
      button.removeEventListener('click', onClick);
      removeEventListener('omni:draft', onDraft);
      removeEventListener('omni:away', tell);
      removeEventListener('omni:back', onBack);
    },
  };
}
