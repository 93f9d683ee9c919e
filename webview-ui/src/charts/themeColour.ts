/** The value of one of the current theme's variables. */
export const themeColour = (variable: string): string => getComputedStyle(document.documentElement).getPropertyValue(variable);
