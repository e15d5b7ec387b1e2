/** The launcher's and the panel's style, kept from the page's own by a shadow root. */
export const STYLE = `
:host{all:initial;position:fixed;z-index:2147483000;right:20px;bottom:20px;font:14px/1.4 system-ui,-apple-system,"PingFang SC","Microsoft YaHei",sans-serif}
:host([data-side=left]){right:auto;left:20px}
button{position:relative;display:grid;place-items:center;width:56px;height:56px;padding:0;border:0;border-radius:50%;background:var(--kefu-color,#4353e0);color:var(--kefu-ink,#fff);box-shadow:0 6px 20px rgba(15,20,40,.28);cursor:pointer;transition:transform .12s;will-change:transform}
button:hover{transform:scale(1.05)}
button:focus-visible{outline:3px solid #fff;box-shadow:0 0 0 6px var(--kefu-color,#4353e0)}
.label{font-size:15px;font-weight:600;white-space:nowrap}
button:has(.label:not([hidden])){display:flex;align-items:center;gap:8px;width:auto;padding:0 20px 0 16px;border-radius:28px}
svg{width:26px;height:26px;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
[hidden]{display:none!important}
.badge{position:absolute;top:-4px;right:-4px;box-sizing:border-box;min-width:22px;height:22px;padding:0 6px;border:2px solid #fff;border-radius:11px;background:#c8372d;color:#fff;font-size:12px;font-weight:600;line-height:18px;text-align:center}
iframe{position:absolute;right:0;bottom:72px;width:384px;max-width:calc(100vw - 40px);height:640px;max-height:calc(100vh - 112px);border:0;border-radius:16px;background:#fff;color-scheme:normal;box-shadow:0 12px 48px rgba(15,20,40,.28)}
:host([data-side=left]) iframe{right:auto;left:0}
iframe:has(+button[hidden]){bottom:0}
@media (prefers-color-scheme:dark){iframe{background:#101319}}
@media (max-width:480px){
:host([data-open]){right:0!important;left:0!important;bottom:var(--kefu-bottom,0)!important}
:host([data-open]) button{display:none}
iframe{right:0;bottom:0;width:100vw;max-width:none;height:100vh;height:var(--kefu-height,100dvh);max-height:none;border-radius:0}
}
@media (prefers-reduced-motion:reduce){button{transition:none}}
`
