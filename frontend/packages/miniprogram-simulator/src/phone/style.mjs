import { NAVIGATION_BAR, TAB_BAR } from './models.mjs'

/** How the phone around the pages looks. */
export const phoneCss = ({ statusBar, safeBottom, keyboard }) => `
html, body { margin: 0; height: 100%; overflow: hidden; font-family: -apple-system, "PingFang SC", "Noto Sans CJK SC", sans-serif; }
.ph { display: flex; flex-direction: column; position: relative; height: 100%; overflow: hidden; background: #fff; }
.ph-status { display: flex; flex: none; align-items: ${statusBar > 30 ? 'flex-end' : 'center'}; justify-content: space-between; box-sizing: border-box; height: ${statusBar}px; padding: 0 ${statusBar > 30 ? 32 : 8}px ${statusBar > 30 ? 10 : 0}px; font-size: ${statusBar > 30 ? 16 : 12}px; font-weight: 600; }
.ph-signal { display: flex; align-items: flex-end; }
.ph-signal i { width: 3px; margin-left: 2px; border-radius: 1px; background: currentColor; }
.ph-signal b { width: 22px; height: 10px; margin-left: 8px; box-sizing: border-box; border: 1px solid currentColor; border-radius: 3px; box-shadow: inset 0 0 0 1.5px transparent; background: linear-gradient(currentColor, currentColor) 1px 1px / 16px 6px no-repeat; }
.ph-nav { display: flex; flex: none; position: relative; align-items: center; justify-content: center; height: ${NAVIGATION_BAR}px; font-size: 17px; font-weight: 600; }
.ph-back { position: absolute; left: 18px; width: 11px; height: 11px; border: solid currentColor; border-width: 2px 0 0 2px; transform: rotate(-45deg); }
.ph-capsule { display: flex; position: absolute; top: 6px; right: 7px; align-items: center; justify-content: space-around; box-sizing: border-box; width: 87px; height: 32px; border: .5px solid rgba(0, 0, 0, .12); border-radius: 16px; background: rgba(255, 255, 255, .6); }
.ph-capsule i { width: 18px; height: 6px; background: radial-gradient(circle, #000 2.2px, transparent 2.7px) center / 6px 6px; }
.ph-capsule b { width: 17px; height: 17px; box-sizing: border-box; border: 2.2px solid #000; border-radius: 50%; background: radial-gradient(circle, #000 3px, transparent 3.5px); }
.ph-pages { flex: 1; position: relative; min-height: 0; }
.ph-pages iframe { position: absolute; width: 100%; height: 100%; border: 0; background: #fff; }
.ph-tab { display: flex; flex: none; position: relative; z-index: 1; height: ${TAB_BAR}px; padding-bottom: ${safeBottom}px; border-top: .5px solid rgba(0, 0, 0, .15); }
.ph-tab a { display: flex; flex: 1; position: relative; flex-direction: column; align-items: center; justify-content: center; font-size: 10px; }
.ph-tab img { width: 28px; height: 28px; }
.ph-tab em { position: absolute; top: 2px; left: calc(50% + 5px); min-width: 18px; height: 18px; box-sizing: border-box; padding: 0 5px; border-radius: 9px; background: #fa5151; color: #fff; font-size: 12px; font-style: normal; line-height: 18px; text-align: center; }
.ph-home { position: absolute; bottom: 8px; left: 50%; z-index: 4; width: 140px; height: 5px; margin-left: -70px; border-radius: 3px; background: #000; pointer-events: none; display: ${safeBottom > 0 ? 'block' : 'none'}; }
.ph-toast { position: absolute; top: 45%; left: 50%; z-index: 9; max-width: 60%; padding: 13px 18px; border-radius: 8px; background: rgba(76, 76, 76, .95); color: #fff; font-size: 15px; text-align: center; transform: translate(-50%, -50%); }
.ph-mask { position: absolute; inset: 0; z-index: 8; display: flex; align-items: center; justify-content: center; background: rgba(0, 0, 0, .5); }
.ph-sheet { position: absolute; right: 0; bottom: 0; left: 0; overflow: hidden; border-radius: 12px 12px 0 0; background: #f7f7f7; font-size: 17px; text-align: center; }
.ph-sheet a { display: block; border-bottom: .5px solid #e5e5e5; background: #fff; line-height: 56px; }
.ph-sheet a.cancel { margin-top: 8px; padding-bottom: ${safeBottom}px; }
.ph-modal { display: flex; flex-direction: column; width: 80%; border-radius: 12px; background: #fff; color: #000; font-size: 17px; text-align: center; }
.ph-modal b { margin: 30px 24px 14px; }
.ph-modal span { margin: 0 24px 30px; color: #7f7f7f; line-height: 1.4; }
.ph-modal p { display: flex; margin: 0; border-top: .5px solid #e5e5e5; }
.ph-modal a { flex: 1; font-weight: 600; line-height: 56px; }
.ph-modal a.yes { color: #576b95; }
.ph-view { background: #000; }
.ph-view img { max-width: 100%; max-height: 100%; }
.ph-keys { display: none; position: absolute; right: 0; bottom: 0; left: 0; z-index: 3; height: ${keyboard}px; box-sizing: border-box; padding: 8px 3px ${safeBottom + 40}px; background: #d1d4da; }
.ph-keys.up { display: flex; flex-direction: column; }
.ph-keys p { display: flex; flex: 1; justify-content: center; margin: 0; }
.ph-keys span { display: flex; flex: 0 1 10%; align-items: center; justify-content: center; margin: 5px 3px; border-radius: 5px; background: #fff; box-shadow: 0 1px 0 #898a8d; font-size: 20px; }
.ph-keys span.wide { flex: 1; font-size: 15px; }
.ph-keys span.go { flex: 0 1 22%; background: #07c160; color: #fff; font-size: 15px; }
.ph.dark { background: #111; }
.dark .ph-home { background: #fff; }
.dark .ph-tab { border-color: rgba(255, 255, 255, .1); }
.dark .ph-capsule { border-color: rgba(255, 255, 255, .25); background: rgba(0, 0, 0, .15); }
.dark .ph-capsule i { background-image: radial-gradient(circle, #fff 2.2px, transparent 2.7px); }
.dark .ph-capsule b { border-color: #fff; background-image: radial-gradient(circle, #fff 3px, transparent 3.5px); }
.dark .ph-keys { background: #2b2b2b; }
.dark .ph-keys span:not(.go) { background: #6b6b6b; box-shadow: 0 1px 0 #111; color: #fff; }
.dark .ph-sheet { background: #111; color: #d5d5d5; }
.dark .ph-sheet a { border-color: #333; background: #2c2c2c; }
.dark .ph-modal { background: #2c2c2c; color: #d5d5d5; }
`
