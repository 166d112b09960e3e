// What a platform's folder hands to the register.
import type { TableParser } from './command-parser.ts';
import type { Platform } from './platform.ts';

/** A platform with its parsers, which stay inside this room. */
export interface PlatformModule {
  readonly platform: Platform;
  readonly parsers: readonly TableParser[];
}
