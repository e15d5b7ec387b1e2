/** Phones, in CSS pixels: the status bar, what the rounded lower end takes, the keyboard's height from the screen's end. */
export const models = {
  large: { name: 'iPhone 15 Pro Max', width: 430, height: 932, statusBar: 59, safeBottom: 34, keyboard: 346 },
  small: { name: 'iPhone SE', width: 375, height: 667, statusBar: 20, safeBottom: 0, keyboard: 260 },
}

export const NAVIGATION_BAR = 44
export const TAB_BAR = 50
