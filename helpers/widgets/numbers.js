// Numbers shared by all widgets: how they are written, tick positions, repeatable random numbers.

/** A number for people: at most `digits` decimals, small ones as 1.19e−4, a true minus sign, no "-0". */
export function fmt(value, digits = 4) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "undefined" : value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  const text =
    size !== 0 && (size < 10 ** (digits > 2 ? 1 - digits : -digits) || size >= 1e7)
      ? scientific(value, Math.max(2, Math.min(digits, 4) - 1))
      : String(Number(value.toFixed(digits)));
  return text === "-0" ? "0" : text.replaceAll("-", "−");
}

/** Always `digits` decimals, for columns of numbers that should line up. */
export function fixed(value, digits = 4) {
  const text = value.toFixed(digits);
  return (Number(text) === 0 ? text.replace("-", "") : text).replace("-", "−");
}

function scientific(value, digits) {
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
  return `${Number(mantissa)}e${exponent.replace("+", "")}`;
}

/** A number as a term of a sum: "+ 0.5" or "− 0.5". */
export function signed(value, digits = 4) {
  return value < 0 ? `− ${fmt(-value, digits)}` : `+ ${fmt(value, digits)}`;
}

/** A number as a factor: negative ones in brackets, as one writes 2·(−3). */
export function factor(value, digits = 4) {
  return value < 0 ? `(${fmt(value, digits)})` : fmt(value, digits);
}

export function clamp(value, low, high) {
  return Math.min(high, Math.max(low, value));
}

export function linspace(low, high, count) {
  return Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));
}

/** Round tick positions inside [low, high], about `count` of them, at steps of 1, 2 or 5. */
export function ticks(low, high, count = 5) {
  const rough = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((m) => m * power >= rough * 0.999);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** Powers of ten inside [low, high], thinned to at most `count`. */
export function logTicks(low, high, count = 6) {
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const last = Math.floor(Math.log10(high) + 1e-9);
  const stride = Math.max(1, Math.ceil((last - first + 1) / count));
  const powers = [];
  for (let p = first; p <= last; p += stride) powers.push(Number(`1e${p}`));
  return powers;
}

/**
 * Repeatable random numbers in [0, 1): mulberry32, 32 bits of state.
 * `random.normal()` draws from the standard normal distribution (Box and Muller).
 */
export function randomFrom(seed) {
  let state = seed >>> 0;
  const random = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  random.normal = () =>
    Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return random;
}
