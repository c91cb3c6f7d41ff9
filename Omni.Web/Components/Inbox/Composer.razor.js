// The box grows with its text, keeps drafts per conversation, and hands texts over as they are sent.
export function attach(composer, text, button, conversation) {
  const { memory, drafts } = globalThis.omni;
  drafts.stand(conversation);
  const isTouch = matchMedia('(pointer: coarse)').matches;
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

  const send = () => {
    const value = text.value;
    if (value.trim() === '') return;
    write('');
    composer.invokeMethodAsync('SendAsync', value).catch(() => false).then(wasTaken => {
      if (wasTaken) return;
      // Refused, or the connection is away: nothing that was written is lost.
      if (isGone) memory.set(drafts.key(conversation), value); else write(text.value === '' ? value : `${value}\n${text.value}`);
    });
  };

  const onKey = event => {
    // While a word is being composed, Enter belongs to the input method.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229 || isTouch) return;
    event.preventDefault();
    send();
  };

  const onClick = () => { send(); text.focus(); };

  // What was typed before we were here is the newest of all.
  if (text.value === '') text.value = memory.get(drafts.key(conversation)) ?? ''; else memory.set(drafts.key(conversation), text.value);
  text.addEventListener('input', onInput);
  text.addEventListener('keydown', onKey);
  button.addEventListener('click', onClick);
  addEventListener('omni:draft', onDraft);
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
    },
  };
}
