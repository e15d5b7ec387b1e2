package files

import (
	"errors"
	"io"
	"net/http"

	"kefu/server/desk"
)

const (
	formField = "file" // the form's field that holds the file
	// maxFormRest is what a form may hold beside the file, in bytes: heads
	// of parts, and fields that are skipped.
	maxFormRest = 64 << 10
	// maxFormParts bounds how many fields are skipped.
	maxFormParts = 16
)

// Receive stores the file of a multipart form, as POST /uploads gets it,
// without holding the form in memory or on disk. It returns the errors of
// Upload, and bad_request for anything but a form with a field "file".
func (s *Service) Receive(w http.ResponseWriter, r *http.Request, who desk.Principal) (desk.Attachment, error) {
	most := s.config.MaxBytes()
	if r.ContentLength > most+maxFormRest {
		return desk.Attachment{}, tooLargeFile(most)
	}
	r.Body = http.MaxBytesReader(w, r.Body, most+maxFormRest)
	form, err := r.MultipartReader()
	if err != nil {
		return desk.Attachment{}, desk.Errorf(desk.CodeBadRequest, "an upload must be a multipart/form-data with a field %q", formField)
	}
	for range maxFormParts {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return desk.Attachment{}, &desk.Error{Code: desk.CodeBadRequest, Detail: "the form is damaged, or its beginning too large", Cause: err}
		}
		if part.FormName() == formField {
			return s.Upload(r.Context(), who, part.FileName(), part)
		}
	}
	return desk.Attachment{}, desk.Errorf(desk.CodeBadRequest, "the form has no field %q", formField)
}

func tooLargeFile(most int64) error {
	return desk.Errorf(desk.CodeTooLarge, "a file must be at most %d bytes large", most)
}
