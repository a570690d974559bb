// Two tones for a new order. Browsers let a page sound only after somebody touched it.

/** @type {AudioContext|undefined} */
let context;

export function ring() {
  try {
    context ??= new AudioContext();
    const start = context.currentTime;
    for (const [at, pitch] of [[0, 880], [0.22, 1175], [0.44, 880]]) {
      const tone = context.createOscillator();
      const volume = context.createGain();
      tone.frequency.value = pitch;
      volume.gain.setValueAtTime(0.25, start + at);
      volume.gain.exponentialRampToValueAtTime(0.001, start + at + 0.2);
      tone.connect(volume).connect(context.destination);
      tone.start(start + at);
      tone.stop(start + at + 0.2);
    }
  } catch { /* A board without a loudspeaker still shows it. */ }
}
