/** The theme's own chart colours, in the order they are handed out. Orange is left out: the default themes make it half transparent. */
import { themeColour } from './themeColour.ts';

const names = ['blue', 'yellow', 'green', 'purple', 'red'];

export const chartColour = (index: number): string => themeColour(`--vscode-charts-${names[index % names.length] ?? 'blue'}`) || 'gray';
