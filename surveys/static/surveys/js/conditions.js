/**
 * Is a condition true? The same rule as surveys/logic/conditions.py, so that questions appear and vanish at once.
 * Pure: no page, no state. `answers` holds the answers of visible questions only.
 */

const DEEPEST = 20;

export function evaluate(condition, answers) {
  return condition === null || condition === undefined || holds(condition, answers, 1);
}

export function hasAnswer(value) {
  if (value === null || value === undefined) return false;
  if (typeof value === "string" || Array.isArray(value)) return value.length > 0;
  if (typeof value === "object") return Object.keys(value).length > 0;
  return true;
}

function holds(condition, answers, depth) {
  if (depth > DEEPEST) throw new RangeError(`conditions are nested more than ${DEEPEST} deep`);
  const has = (key) => Object.hasOwn(condition, key);
  const answer = (id) => (Object.hasOwn(answers, id) ? answers[id] : undefined);
  if (has("all")) return condition.all.every((part) => holds(part, answers, depth + 1));
  if (has("any")) return condition.any.some((part) => holds(part, answers, depth + 1));
  if (has("not")) return !holds(condition.not, answers, depth + 1);
  if (has("answered")) return hasAnswer(answer(condition.answered));
  if (has("in")) {
    const value = answer(condition.q);
    return typeof value === "string" && condition.in.includes(value);
  }
  if (has("any_of")) {
    const value = answer(condition.q);
    return Array.isArray(value) && value.some((code) => condition.any_of.includes(code));
  }
  throw new TypeError(`not a condition: ${Object.keys(condition).sort().join(", ")}`);
}
