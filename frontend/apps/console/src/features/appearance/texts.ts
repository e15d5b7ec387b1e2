export const en = {
  appearance: { language: 'Language', theme: 'Theme', system: 'As the system', light: 'Light', dark: 'Dark' },
}

export const zhCN: typeof en = {
  appearance: { language: '语言', theme: '主题', system: '跟随系统', light: '浅色', dark: '深色' },
}
