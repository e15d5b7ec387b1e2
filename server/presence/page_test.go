package presence

import (
	"testing"
	"time"

	"kefu/server/desk"
)

func page(url, title string) desk.Page { return desk.Page{URL: url, Title: title, Since: time.Now()} }

// TestPages: the first page is told at once, of those that follow fast only the
// last, three seconds later.
func TestPages(t *testing.T) {
	tell(t, func(m *Tracker, expect func(string)) {
		m.SetPage(li, page("https://shop.example/", ""), true)
		expect("") // nobody is there
		m.Join(li, true)
		expect("o-li came")
		m.SetPage(li, page("https://shop.example/", "Shop"), true)
		expect("o-li at https://shop.example/ Shop")
		first := m.Page(li.ID).Since
		for range 10 {
			m.SetPage(li, page("https://shop.example/", "Shop"), true) // the same
			m.SetPage(li, page("https://shop.example/a", "A"), true)
			time.Sleep(100 * time.Millisecond)
			m.SetPage(li, page("https://shop.example/b", "B"), true)
		}
		expect("")
		if got := m.Page(li.ID); got.URL != "https://shop.example/b" {
			t.Errorf("asked, it is %v", got)
		}
		time.Sleep(2 * time.Second)
		expect("o-li at https://shop.example/b B")
		time.Sleep(pageEvery)
		since := m.Page(li.ID).Since
		m.SetPage(li, page("https://shop.example/b", "B (2)"), true)
		expect("o-li at https://shop.example/b B (2)")
		if got := m.Page(li.ID); !got.Since.Equal(since) || !got.Since.After(first) {
			t.Errorf("a new title is no new page: since %v, was %v", got.Since, since)
		}
	})
}

func TestAPageEndsWithItsVisitor(t *testing.T) {
	tell(t, func(m *Tracker, expect func(string)) {
		m.Join(li, true)
		m.SetPage(li, page("https://shop.example/", ""), true)
		expect("o-li came, o-li at https://shop.example/ ")
		m.Leave(li, true)
		m.SetPage(li, page("https://shop.example/late", ""), true) // from a connection that is going
		m.Join(li, true)
		if m.Page(li.ID) == nil {
			t.Error("a reload forgot the page")
		}
		m.Leave(li, true)
		time.Sleep(LeaveDelay)
		expect("o-li at https://shop.example/late , o-li went")
		m.Join(li, true)
		expect("o-li came")
		if got := m.Page(li.ID); got != nil {
			t.Errorf("who comes again is on %v", got)
		}
		m.SetPage(li, page("https://shop.example/1", ""), true)
		m.SetPage(li, page("https://shop.example/2", ""), true)
		m.Close()
		time.Sleep(time.Hour)
		expect("o-li at https://shop.example/1 ")
	})
}

// TestASilentVisitorsPageIsNobodysNews: it is known all the same, for when they write.
func TestASilentVisitorsPageIsNobodysNews(t *testing.T) {
	tell(t, func(m *Tracker, expect func(string)) {
		m.Join(li, false)
		m.SetPage(li, page("https://shop.example/", ""), false)
		expect("")
		if m.Page(li.ID) == nil {
			t.Error("the page is forgotten")
		}
	})
}
