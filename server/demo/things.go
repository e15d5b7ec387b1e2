package demo

import (
	"bytes"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
)

// product is what cards show.
type product struct {
	zh, en, price string
	fields        map[string]map[string]string // by language
}

func products() map[string]product {
	of := func(zhName, zh, enName, en string) map[string]map[string]string {
		return map[string]map[string]string{"zh": {zhName: zh}, "en": {enName: en}}
	}
	return map[string]product{
		"aura-pro":  {"Aura Pro 头戴式降噪耳机", "Aura Pro headphones", "¥899", of("续航", "42 小时", "Battery", "42 hours")},
		"aura-mini": {"Aura Mini 真无线耳机", "Aura Mini earbuds", "¥459", of("防水", "IPX5", "Splash-proof", "IPX5")},
		"hearth":    {"Hearth 书架音箱", "Hearth speaker", "¥699", of("连接", "Wi-Fi、蓝牙、3.5mm", "Connects by", "Wi-Fi, Bluetooth, 3.5 mm")},
		"strata":    {"Strata 黑胶唱机", "Strata turntable", "¥1,890", of("驱动", "皮带，内置唱放", "Drive", "belt, phono stage built in")},
		"charger":   {"65W 氮化镓充电器", "65 W charger", "¥169", of("接口", "2C1A", "Ports", "2 × USB-C, 1 × USB-A")},
	}
}

func cardNames() []string { return slices.Collect(maps.Keys(products())) }

// card is a product as the attachment of a message.
func card(name, lang string) frame {
	p := products()[name]
	title := p.en
	if lang == "zh" {
		title = p.zh
	}
	return frame{"title": title, "price": p.price, "url": "https://example.com/goods/" + name, "fields": p.fields[lang]}
}

// file is something to be uploaded.
type file struct {
	kind, name, mime string
	data             []byte
}

// makeFile makes what a line sends.
func (d *demo) makeFile(l line, a *actor) file {
	if l.what == "picture" {
		data := d.photos[l.arg][d.random.IntN(paintings)]
		return file{"image", "IMG_" + a.order[4:] + ".jpg", "image/jpeg", data}
	}
	if l.arg == "label" {
		return file{"file", "return-label-" + a.order + ".pdf", "application/pdf", page([]string{
			"RETURN LABEL", "", "Order " + a.order, "Parcel " + a.parcel, "", "Linfeng Audio, Returns", "Warehouse 4, Hangzhou",
		})}
	}
	return file{"file", "invoice-" + a.order + ".pdf", "application/pdf", page([]string{
		"INVOICE", "", "No. 2026-" + a.order[2:], "Order " + a.order, "", "1 x Aura Pro headphones   CNY 795.58", "VAT 13%   CNY 103.42", "Total   CNY 899.00", "", "Linfeng Audio (Hangzhou) Ltd.",
	})}
}

// paintings is how many photos there are of each thing.
const paintings = 3

// paint makes the photos beforehand: nobody shall wait for them in the middle
// of a conversation.
func (d *demo) paint() error {
	for _, name := range photoNames() {
		for seed := range uint64(paintings) {
			data, err := photo(name, seed, d.PhotoHeight)
			if err != nil {
				return err
			}
			d.photos[name] = append(d.photos[name], data)
		}
	}
	return nil
}

// page writes a PDF of one page with these lines (ISO 32000-1: header,
// objects, cross-reference table, trailer).
func page(lines []string) []byte {
	var text strings.Builder
	text.WriteString("BT /F1 14 Tf 72 760 Td 22 TL\n")
	for _, l := range lines {
		fmt.Fprintf(&text, "(%s) Tj T*\n", strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`).Replace(l))
	}
	text.WriteString("ET")
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", text.Len(), text.String()),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
	}
	var out bytes.Buffer
	out.WriteString("%PDF-1.4\n")
	places := make([]int, len(objects))
	for i, o := range objects {
		places[i] = out.Len()
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	table := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, at := range places {
		fmt.Fprintf(&out, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&out, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, table)
	return out.Bytes()
}

// clamp keeps x within 0 and 1.
func clamp(x float64) float64 { return math.Max(0, math.Min(1, x)) }
