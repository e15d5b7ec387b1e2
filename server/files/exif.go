package files

import "encoding/binary"

// orientation reads the one EXIF tag that changes how a picture looks, 0x0112
// (EXIF 2.32, 4.6.4 A), from a TIFF block: 1 to 8, 1 if there is none.
func orientation(tiff []byte) int {
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder
	switch string(tiff[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return 1
	}
	start := order.Uint32(tiff[4:])
	if uint64(start)+2 > uint64(len(tiff)) {
		return 1
	}
	entries := tiff[start+2:]
	const entryBytes, tagOrientation, typeShort = 12, 0x0112, 3
	for range order.Uint16(tiff[start:]) {
		if len(entries) < entryBytes {
			return 1
		}
		if order.Uint16(entries) == tagOrientation && order.Uint16(entries[2:]) == typeShort {
			if o := int(order.Uint16(entries[8:])); o >= 1 && o <= 8 {
				return o
			}
			return 1
		}
		entries = entries[entryBytes:]
	}
	return 1
}
