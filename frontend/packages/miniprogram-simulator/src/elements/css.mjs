/** How WeChat's elements look by themselves, as its base library has it. */
export const baseCss = `
@font-face { font-family: "PingFang SC"; src: local("Noto Sans CJK SC"); }
@font-face { font-family: "PingFang SC"; font-weight: 600 900; src: local("Noto Sans CJK SC Bold"), local("NotoSansCJKsc-Bold"); }
* { -webkit-tap-highlight-color: transparent; }
html, body { margin: 0; padding: 0; min-height: 100%; }
body { font-family: -apple-system, "PingFang SC", "Helvetica Neue", "Noto Sans CJK SC", "Noto Color Emoji", sans-serif; font-size: 16px; line-height: 1.4; word-break: break-word; overflow-x: hidden; }
::-webkit-scrollbar { display: none; }
wx-view, wx-scroll-view, wx-form, wx-navigator, wx-rich-text, wx-cover-view { display: block; }
wx-view[hidden], wx-scroll-view[hidden] { display: none !important; }
wx-text { white-space: pre-line; }
wx-scroll-view { width: 100%; overflow: hidden; }
wx-image { display: inline-block; position: relative; width: 320px; height: 240px; overflow: hidden; }
wx-image > img { display: block; width: 100%; height: 100%; }
wx-input, wx-textarea { display: block; height: 1.4em; overflow: hidden; }
wx-textarea { width: 300px; height: 150px; }
wx-input > input, wx-textarea > textarea { display: block; box-sizing: border-box; width: 100%; height: 100%; margin: 0; padding: 0; border: 0; outline: 0; background: none; color: inherit; font: inherit; line-height: inherit; resize: none; caret-color: inherit; }
wx-button { display: block; position: relative; box-sizing: border-box; width: 184px; margin: 0 auto; padding: 8px 24px; border-radius: 4px; overflow: hidden; background: #f2f2f2; color: #06ae56; font-size: 17px; font-weight: 700; line-height: 1.41176471; text-align: center; user-select: none; }
wx-button[type=primary] { background: #07c160; color: #fff; }
wx-button[disabled] { background: rgba(0, 0, 0, .05) !important; color: rgba(0, 0, 0, .18) !important; }
`
