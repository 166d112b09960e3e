// Keeps secrets out of what a receiver or program said, before anybody reads it.
import { cleanText } from './template/clean-text.ts';

/** Shorter ones would mask words of everyday. */
const MIN_SECRET = 4;

/** One line of at most 200 characters, with `***` for every secret and every part of an address that may be one. */
export function maskSecrets(text: string, secrets: readonly string[]): string {
  const known = [...new Set(secrets.flatMap(spellings))].filter((secret) => secret.length >= MIN_SECRET);
  const longestFirst = known.sort((a, b) => b.length - a.length);
  return cleanText(
    longestFirst.reduce((masked, secret) => masked.replaceAll(secret, '***'), text),
    200,
  );
}

/** Path, its segments and values of the query of an address, such as a webhook with its token. */
export function secretsOf(url: URL): string[] {
  const { pathname, search, username, password } = url;
  return [
    url.href,
    pathname + search,
    pathname,
    ...pathname.split('/'),
    ...url.searchParams.values(),
    username,
    password,
  ];
}

function spellings(secret: string): string[] {
  try {
    return [secret, encodeURIComponent(secret), decodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)];
  } catch {
    return [secret];
  }
}
