// The box grows with its text, keeps drafts per conversation, and hands texts over as they are sent.
export function attach(text, button, composer, conversation) {
  const key = `omni.draft.${conversation}`;
  const { memory } = globalThis.omni;
  const isTouch = matchMedia('(pointer: coarse)').matches;
  let isGone = false;

  const fit = () => {
    button.disabled = text.value.trim() === '';
    text.style.height = 'auto';
    text.style.height = `${text.scrollHeight}px`;
  };

  const write = value => {
    text.value = value;
    memory.set(key, value === '' ? null : value);
    fit();
  };

  const onInput = () => { memory.set(key, text.value === '' ? null : text.value); fit(); };

  const send = () => {
    const value = text.value;
    if (value.trim() === '') return;
    write('');
    composer.invokeMethodAsync('SendAsync', value).catch(() => false).then(wasTaken => {
      if (wasTaken) return;
      // Refused, or the connection is away: nothing that was written is lost.
      if (isGone) memory.set(key, value); else write(text.value === '' ? value : `${value}\n${text.value}`);
    });
  };

  const onKey = event => {
    // While a word is being composed, Enter belongs to the input method.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229 || isTouch) return;
    event.preventDefault();
    send();
  };

  const onClick = () => { send(); text.focus(); };

  text.value = memory.get(key) ?? '';
  text.addEventListener('input', onInput);
  text.addEventListener('keydown', onKey);
  button.addEventListener('click', onClick);
  fit();
  if (!isTouch) text.focus({ preventScroll: true });

  return {
    dispose: () => {
      isGone = true;
      text.removeEventListener('input', onInput);
      text.removeEventListener('keydown', onKey);
      button.removeEventListener('click', onClick);
    },
  };
}
