package app_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"kefu/server/app"
	"kefu/server/config"
	"kefu/server/testkit"
	"kefu/server/testkit/smalldisk"
	"kefu/server/testkit/testdesk"
)

// A full disk under the database and the uploads: who sends is told so, what is
// there can be read, nothing is left half written, and when there is room all is
// well without a restart.
func TestFullDisk(t *testing.T) {
	smalldisk.Each(t, 16<<20, func(t *testing.T, disk *smalldisk.Disk) {
		address := "sqlite:" + filepath.Join(disk.Path, "kefu.db")
		d := testdesk.Start(t, address, func(c *config.Config, _ *app.Options) {
			c.RateLimits = false
			c.DataDir = filepath.Join(disk.Path, "data")
			c.Files.Disk = filepath.Join(disk.Path, "files")
		})
		c := newCrowd(t, d, 5, 4)
		agent := d.Agent("Han Mei", "agent")
		li := c.members[0].Person
		c.begin()
		c.wantStored("at first")
		if a := upload(t, d, li, "before.txt", "there is room"); a.Status != http.StatusCreated {
			t.Fatalf("an upload: %d %s", a.Status, a.Raw)
		}
		files := len(under(disk, "files"))

		disk.Fill()
		c.wantRefused("by a full disk")
		wantReady(t, d, http.StatusOK, "degraded")
		if a := upload(t, d, li, "full.txt", strings.Repeat("x", 1<<20)); a.Status != http.StatusServiceUnavailable || a.Body["code"] != "unavailable" {
			t.Errorf("an upload to a full disk: %d %s", a.Status, a.Raw)
		}
		if a := d.Call("GET", "/api/v1/conversations/"+li.ID+"/messages", agent.Token, nil); a.Status != http.StatusOK {
			t.Errorf("reading while the disk is full: %d %s", a.Status, a.Raw)
		}
		if n := len(under(disk, "files")); n != files {
			t.Errorf("a refused upload left something: %v", under(disk, "files"))
		}
		if left := under(disk, filepath.Join("data", "tmp")); len(left) > 0 {
			t.Errorf("a refused upload left %v", left)
		}

		disk.Free()
		c.wantStored("when there is room")
		wantReady(t, d, http.StatusOK, "ok")
		if a := upload(t, d, li, "after.txt", "there is room again"); a.Status != http.StatusCreated {
			t.Errorf("an upload when there is room: %d %s", a.Status, a.Raw)
		}
		c.rest()
		c.check()
		d.Stop()
		var verdict string
		db := testkit.OpenDatabase(t, address)
		if err := db.Get(&verdict, "PRAGMA integrity_check"); err != nil || verdict != "ok" {
			t.Errorf("the database's integrity: %s, %v", verdict, err)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
}

func upload(t *testing.T, d *testdesk.Desk, who testdesk.Person, name, content string) testdesk.Answer {
	t.Helper()
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	part, err := w.CreateFormFile("file", name)
	must(t, err)
	_, err = part.Write([]byte(content))
	must(t, err)
	must(t, w.Close())
	req, err := http.NewRequest(http.MethodPost, d.URL+"/api/v1/uploads", &form)
	must(t, err)
	req.Header.Set("Content-Type", w.FormDataContentType())
	req.Header.Set("Authorization", "Bearer "+who.Token)
	return d.Do(req)
}

// under lists the files in a folder of the disk.
func under(disk *smalldisk.Disk, folder string) (paths []string) {
	for _, path := range disk.Files() {
		if strings.HasPrefix(path, filepath.Join(disk.Path, folder)+string(filepath.Separator)) {
			paths = append(paths, path)
		}
	}
	return paths
}
