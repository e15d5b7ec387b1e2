package files

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"kefu/server/desk"
)

func TestSniff(t *testing.T) {
	webm := func(codec string) []byte {
		return slices.Concat([]byte("\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\x82\x84webm\x42\x87\x81\x04"), []byte(codec), make([]byte, 100))
	}
	for _, c := range []struct {
		name string
		file []byte
		want string
		ms   int64
	}{
		{"jpeg", asJPEG(t, quarters(8, 8)), typeJPEG, 0},
		{"png", asPNG(t, quarters(8, 8)), typePNG, 0},
		{"animated png", withChunks(asPNG(t, quarters(8, 8)), pngChunkOf("acTL", make([]byte, 8))), typePNG, 0},
		{"gif", asGIF(t, 8, 8, 1), typeGIF, 0},
		{"webp", asWebP(8, 8, red, 0), typeWebP, 0},
		{"pdf", []byte("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj"), "application/pdf", 0},
		{"chinese text", []byte("你好，请问这件有货吗？\n"), typeText, 0},
		{"text whose first bytes are cut amid a character", []byte("a" + strings.Repeat("好", 20_000)), typeText, 0},
		{"a table is text", []byte("name,price\ntea,12\ncoffee,15\n"), typeText, 0},
		{"json is text", []byte(`{"order": 17}`), typeText, 0},
		{"text that speaks of html", []byte("How do I write <script>alert(1)</script> here?"), typeText, 0},
		{"zip", asZip(t, "readme.txt", "xl/not-office.xml"), typeZip, 0},
		{"docx", asZip(t, "[Content_Types].xml", "word/document.xml"), typeDocx, 0},
		{"xlsx, listed last", asZip(t, "docProps/app.xml", "a", "b", "xl/workbook.xml", "[Content_Types].xml"), typeXlsx, 0},
		{"pptx", asZip(t, "[Content_Types].xml", "_rels/.rels", "ppt/presentation.xml"), typePptx, 0},
		{"wav", asWAV(1500), "audio/wav", 1500},
		{"mp3 with tags", asMP3(100, true), "audio/mpeg", 3600},
		{"mp3 without", asMP3(100, false), "audio/mpeg", 3600},
		{"aac", append([]byte{0xff, 0xf1, 0x50, 0x80, 0x02, 0x1f, 0xfc}, make([]byte, 100)...), "audio/aac", 0},
		{"amr", append([]byte("#!AMR\n"), make([]byte, 100)...), "audio/amr", 0},
		{"ogg", asOpus(2000), "audio/ogg", 2000},
		{"m4a", asMP4("M4A ", 2500, "soun"), "audio/mp4", 2500},
		{"mp4", asMP4("isom", 4200, "vide", "soun"), "video/mp4", 4200},
		{"a browser's voice in an mp4", asMP4("isom", 900, "soun"), "audio/mp4", 900},
		{"mov", asMP4("qt  ", 100, "vide"), "video/quicktime", 100},
		{"webm", webm("V_VP9 A_OPUS"), "video/webm", 0},
		{"a browser's voice in a webm", webm("A_OPUS"), "audio/webm", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := sniff(bytes.NewReader(c.file), int64(len(c.file)), DefaultTypes())
			if err != nil || got.mime != c.want || got.durationMS != c.ms {
				t.Errorf("got %+v, %v; want %s, %d ms", got, err, c.want, c.ms)
			}
		})
	}
}

func TestSniffRefuses(t *testing.T) {
	for _, c := range []struct {
		name string
		file []byte
		says string // what the sentence must name
	}{
		{"html", []byte("<!DOCTYPE html><script>alert(1)</script>"), "text/html"},
		{"html behind spaces", []byte("\n\n   <html><body onload=x>"), "text/html"},
		{"svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`), "image/svg+xml"},
		{"svg as xml", []byte(`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>`), "xml"},
		{"xml", []byte(`<?xml version="1.0"?><a/>`), "xml"},
		{"php", []byte("<?php system($_GET[0]);"), "php"},
		{"shell script", []byte("#!/bin/sh\nrm -rf /\n"), "text/x-shellscript"},
		{"windows program", append([]byte("MZ"), make([]byte, 200)...), "portable-executable"},
		{"linux program", append([]byte("\x7fELF\x02\x01\x01"), make([]byte, 200)...), "x-elf"},
		{"java program", asZip(t, "META-INF/MANIFEST.MF", "Main.class"), "java-archive"},
		{"java program, listed last", asZip(t, "[Content_Types].xml", "word/document.xml", "META-INF/MANIFEST.MF"), "java-archive"},
		{"heic", append([]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00"), make([]byte, 50)...), "image/heic"},
		{"bytes", []byte{0, 1, 2, 3, 0xfe, 0xff, 0x80}, "application/octet-stream"},
		{"text in GBK", []byte("\xc4\xe3\xba\xc3\xa3\xac\xc7\xeb\xce\xca"), "UTF-8"},
		{"bytes late in a text", append(bytes.Repeat([]byte("all is well\n"), 1000), 0), "UTF-8"},
		{"a text that ends amid a character", append(bytes.Repeat([]byte("好"), 5000), "好"[0]), "UTF-8"},
		{"a zip without its end", asZip(t, "a.txt")[:60], "damaged"},
		{"a zip whose list is overwritten", bytes.ReplaceAll(asZip(t, "a.txt", "b.txt"), []byte("PK\x01\x02"), []byte("PK\x01\x03")), "damaged"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := sniff(bytes.NewReader(c.file), int64(len(c.file)), DefaultTypes())
			if desk.CodeOf(err) != desk.CodeBadRequest || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %+v, %v; want bad_request that says %q", got, err, c.says)
			}
		})
	}
	_, err := sniff(strings.NewReader("hello"), 5, []string{typePNG, typeJPEG})
	if err == nil || !strings.Contains(err.Error(), "text/plain") || !strings.Contains(err.Error(), "image/png, image/jpeg") {
		t.Errorf("a refusal must name the type that was found and those allowed: %v", err)
	}
}

func TestConfig(t *testing.T) {
	for _, c := range []struct {
		types string
		says  string // "": well
	}{
		{"", ""},
		{"image/png, IMAGE/JPEG", ""},
		{"application/msword", ""},
		{"text/csv", ""},
		{"text/html", "never"},
		{"image/svg+xml", "never"},
		{"application/xhtml+xml", "never"},
		{"text/javascript", "never"},
		{"image/heic", "metadata"},
		{"image/bmp", "metadata"},
		{"application/nonsense", "recognised"},
	} {
		var types []string
		if c.types != "" {
			types = strings.Split(c.types, ",")
		}
		_, err := Config{Types: types}.withDefaults()
		if c.says == "" && err != nil || c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)) {
			t.Errorf("%q: %v; want a sentence that says %q", c.types, err, c.says)
		}
	}
	if never(typeDocx) || never(typeXlsx) || never(typePptx) {
		t.Error("office documents are no scripts")
	}
}
