// The width of the Device ID column of `show lldp neighbors`.

/** IOS cuts the names it prints there at so many characters; a name that fills the column may go on. */
export const NAME_COLUMN = 20;
